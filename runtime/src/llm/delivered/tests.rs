use super::*;

/// The texts of an answer that came in these parts.
fn texts(events: bool, parts: &[&str]) -> Vec<String> {
    let mut delivered = Delivered::new(events, 0);
    parts.iter().for_each(|part| delivered.pass(&Bytes::copy_from_slice(part.as_bytes())));
    delivered.completion().texts.into_iter().map(|(_, text)| text).collect()
}

#[test]
fn the_parts_of_a_stream_are_put_together_by_their_places() {
    for (events, expected) in [
        (
            vec![
                r#"{"choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}},{"index":1,"delta":{"content":"By"}}]}"#,
                r#"{"choices":[{"index":1,"delta":{"content":"e"}}]}"#,
                r#"{"choices":[{"index":0,"delta":{"content":"lo \"a\""}}]}"#,
                r#"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"x","function":{"name":"find","arguments":"{\"a\":"}}]}}]}"#,
                r#"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"5}"}}]}}]}"#,
            ],
            vec!["Hello \"a\"", "Bye", "find", "{\"a\":5}"],
        ),
        (vec![r#"{"choices":[{"text":"a"}]}"#, r#"{"choices":[{"text":"b"}]}"#], vec!["ab"]),
        (
            vec![
                r#"{"type":"message_start","message":{"id":"m","role":"assistant","content":[]}}"#,
                r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}}"#,
                r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"lo"}}"#,
                r#"{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"find","input":{}}}"#,
                r#"{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{}"}}"#,
            ],
            vec!["Hello", "find", "{}", "{}"],
        ),
        (
            vec![
                r#"{"type":"response.output_text.delta","output_index":0,"delta":"Hel"}"#,
                r#"{"type":"response.output_text.delta","output_index":0,"delta":"lo"}"#,
                r#"{"type":"response.output_text.done","output_index":0,"text":"Hello"}"#,
                r#"{"type":"response.audio.delta","output_index":0,"delta":"UklGRg"}"#,
            ],
            vec!["Hello"],
        ),
        (
            vec![
                r#"{"candidates":[{"content":{"parts":[{"text":"Hel"}],"role":"model"}}]}"#,
                r#"{"candidates":[{"content":{"parts":[{"text":"lo"}],"role":"model"}}]}"#,
            ],
            vec!["Hello"],
        ),
    ] {
        let lines: Vec<String> = events.iter().map(|event| format!("data: {event}\n\n")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        assert_eq!(texts(true, &lines), expected, "{events:?}");
        let joined = lines.concat();
        let bytes: Vec<&str> = joined.split_inclusive('e').collect();
        assert_eq!(texts(true, &bytes), expected, "split: {events:?}");
    }
}

#[test]
fn an_answer_that_broke_off_is_read_as_far_as_it_came() {
    let whole = r#"{"id":"c","choices":[{"message":{"role":"assistant","content":"Grüße \"an\" \u00e9 alle"}}]}"#;
    assert_eq!(texts(false, &[whole]), ["Grüße \"an\" é alle"]);
    let cut = whole.split(" \\\"an").next().unwrap_or_default();
    assert_eq!(texts(false, &[cut]), ["Grüße"]);
    for end in 0..whole.len() {
        if whole.is_char_boundary(end) {
            let found = texts(false, &[&whole[..end]]).concat();
            assert!("Grüße \"an\" é alle".starts_with(&found), "{end}: {found}");
        }
    }
    let mut cut = whole.as_bytes()[..whole.find('ü').unwrap_or_default() + 1].to_vec();
    mend(&mut cut);
    assert!(cut.ends_with(br#""content":"Gr"}}]}"#), "{}", cut.escape_ascii());
}

#[test]
fn a_long_stream_keeps_its_texts_and_no_more_than_fits() {
    let event = format!(
        "data: {{\"choices\":[{{\"delta\":{{\"content\":\"{}\"}},\"pad\":\"{}\"}}]}}\n\n",
        "word ".repeat(20),
        "x".repeat(900)
    );
    let mut delivered = Delivered::new(true, 0);
    for _ in 0..20_000 {
        delivered.pass(&Bytes::copy_from_slice(event.as_bytes()));
        assert!(delivered.raw.len() <= RAW && delivered.texts.length <= TEXTS);
    }
    let tokens = delivered.count(Encoding::O200k);
    let expected = 20_000 * 25;
    assert!(tokens.abs_diff(expected) < expected / 4, "{tokens}");
    let mut long = Delivered::new(true, 0);
    long.pass(&vec![b'x'; 3 * RAW].into());
    assert_eq!(long.count(Encoding::O200k), 3 * RAW as u64 / TOKEN);
}

#[test]
fn each_protocol_tells_its_model_and_why_it_has_ended() {
    for (events, answer, model, finish) in [
        (
            true,
            r#"data: {"model":"m-1","choices":[{"delta":{"content":"a"}}]}

data: {"model":"m-1","choices":[{"delta":{},"finish_reason":"length"}]}
"#,
            "m-1",
            "length",
        ),
        (false, r#"{"model":"m-1","choices":[{"message":{"content":"a"},"finish_reason":"stop"}]}"#, "m-1", "stop"),
        (
            true,
            r#"data: {"type":"message_start","message":{"model":"claude","stop_reason":null}}

data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}
"#,
            "claude",
            "end_turn",
        ),
        (
            true,
            r#"data: {"type":"response.incomplete","response":{"model":"o","status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}}
"#,
            "o",
            "max_output_tokens",
        ),
        (false, r#"{"object":"response","model":"o","status":"completed","output":[]}"#, "o", "completed"),
        (
            false,
            r#"{"modelVersion":"gemini","candidates":[{"content":{"parts":[]},"finishReason":"STOP"}]}"#,
            "gemini",
            "STOP",
        ),
    ] {
        let mut delivered = Delivered::new(events, 0);
        delivered.pass(&Bytes::copy_from_slice(answer.as_bytes()));
        let told = delivered.completion();
        assert_eq!((told.model.as_deref(), told.finish.as_deref()), (Some(model), Some(finish)), "{answer}");
    }
}

#[test]
fn an_event_that_is_too_long_takes_none_along() {
    let said = |text: &str| format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{text}\"}}}}]}}\n\n");
    for length in [RAW - 20, RAW, RAW + 1, 2 * RAW, 5 * RAW] {
        let long = format!("data: {{\"pad\":\"{}\"}}\n\n", "x".repeat(length));
        let stream = [said("One"), long, said(" two"), said(" three")].concat();
        for size in [1000, 16 << 10, RAW, RAW + 7, stream.len()] {
            let mut delivered = Delivered::new(true, 0);
            for part in stream.as_bytes().chunks(size) {
                delivered.pass(&Bytes::copy_from_slice(part));
                assert!(delivered.raw.len() <= RAW);
            }
            let told = delivered.completion();
            assert_eq!(told.texts, [("content", "One two three".to_owned())], "{length} by {size}");
            assert_eq!(told.whole, length < RAW, "{length} by {size}");
        }
    }
}

#[test]
fn what_waits_holds_no_buffer() {
    let buffer = Bytes::from(vec![b' '; 256 << 10]);
    let mut delivered = Delivered::new(false, 0);
    delivered.pass(&buffer.slice(..10));
    assert!(!buffer.is_unique());
    delivered.own();
    assert!(buffer.is_unique());
    assert_eq!(delivered.length(), 10);
    assert_eq!(own(buffer.slice(3..7)), buffer.slice(3..7));
    assert!(buffer.is_unique());
}
