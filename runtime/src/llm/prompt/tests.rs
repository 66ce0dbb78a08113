#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::{IMAGE, NO_TEXT, Prompt, Purpose, SOUND_BYTES, TILED_DEAR};

const CHAT: &str = "/openai/deployments/gpt-4o/chat/completions";

/// What is read is the same with what a check has noted and without.
fn read(body: &[u8], path: &str) -> Prompt {
    let read = super::read(body, path, None);
    for check in [crate::json::any, |json: &mut crate::json::Json<'_>| json.object(&crate::json::Object::ANY)] {
        if let Ok((_, noted)) = crate::json::check_and_note(body, check, NO_TEXT) {
            assert_eq!(super::read(body, path, Some(&noted)), read, "{}", String::from_utf8_lossy(body));
        }
    }
    read
}

fn completions(body: &str) -> Option<u64> {
    let path =
        [("\"input\"", "/v1/responses"), ("\"prompt\"", "/v1/completions"), ("\"contents\"", "/v1/x:generateContent")];
    let path = path.iter().find(|(member, _)| body.contains(member)).map_or(CHAT, |(_, path)| path);
    read(body.as_bytes(), path).completions
}

#[test]
fn the_bound_of_completions_is_what_the_body_says() {
    for (body, most) in [
        (r#"{"messages":[]}"#, None),
        (r#"{"messages":[],"max_tokens":5}"#, Some(5)),
        (r#"{"messages":[],"max_completion_tokens":5,"n":3}"#, Some(15)),
        (r#"{"messages":[],"max_tokens":9,"max_completion_tokens":5}"#, Some(9)),
        (r#"{"messages":[],"max_tokens":null,"max_completion_tokens":5}"#, Some(5)),
        (r#"{"messages":[],"max_output_tokens":5}"#, None),
        (r#"{"messages":[],"max_tokens":-5}"#, None),
        (r#"{"messages":[],"max_tokens":5.5}"#, None),
        (r#"{"prompt":"a","max_tokens":5,"best_of":4,"n":2}"#, Some(20)),
        (r#"{"prompt":["a","b"],"max_tokens":5}"#, Some(10)),
        (r#"{"prompt":[[1,2],[3]],"max_tokens":5}"#, Some(10)),
        (r#"{"prompt":[1,2,3],"max_tokens":5}"#, Some(5)),
        (r#"{"input":"a","max_output_tokens":7}"#, Some(7)),
        (r#"{"input":"a","max_tokens":7}"#, None),
        (r#"{"contents":[],"generationConfig":{"maxOutputTokens":7,"candidateCount":2}}"#, Some(14)),
        ("[]", None),
        ("", None),
    ] {
        assert_eq!(completions(body), most, "{body}");
    }
    assert_eq!(read(br#"{"input":"a"}"#, "/v1/embeddings").completions, Some(0));
    assert_eq!(read(br#"{"content":{}}"#, "/v1beta/models/x:embedContent").completions, Some(0));
    assert_eq!(Purpose::of("/v1/messages/count_tokens"), Purpose::Counts);
}

#[test]
fn a_bound_that_stands_twice_is_the_larger() {
    let body = r#"{"messages":[],"max_tokens":1,"max_t\u006fkens":900,"n":1,"n":2}"#;
    assert_eq!(completions(body), Some(1800));
    assert_eq!(completions(r#"{"messages":[],"max_tokens":1,"max_tokens":null}"#), None);
}

#[test]
fn what_stands_elsewhere_is_known_to_be_missing() {
    for (body, whole) in [
        (r#"{"input":"a"}"#, true),
        (r#"{"input":"a","previous_response_id":null}"#, true),
        (r#"{"input":"a","previous_response_id":"r"}"#, false),
        (r#"{"prompt":{"id":"p"}}"#, false),
        (r#"{"input":[{"content":[{"type":"input_file","file_id":"f"}]}]}"#, false),
        (r#"{"input":[{"content":[{"type":"input_file","file_\u0069d":"f"}]}]}"#, false),
        (r#"{"input":"a","tools":[{"type":"function"},{"name":"a","input_schema":{"type":"object"}}]}"#, true),
        (r#"{"input":"a","tools":[{"type":"function"},{"type":"web_search"}]}"#, false),
        (r#"{"contents":[],"tools":[{"googleSearch":{}}]}"#, false),
        (r#"{"contents":[{"parts":[{"fileData":{"fileUri":"u"}}]}]}"#, false),
    ] {
        assert_eq!(read(body.as_bytes(), "/v1/responses").whole, whole, "{body}");
    }
}

/// Base64 that begins as a file does.
fn encoded(first: &str, length: usize) -> String {
    format!("{first}{}", "A".repeat(length - first.len()))
}

#[test]
fn images_and_sound_count_by_formulae_and_never_by_their_length() {
    let (png, wav, pdf) =
        (encoded("iVBORw0KGgoAAAAN", 40_000), encoded("UklGRiQAAABXQVZF", 40_000), encoded("JVBERi0xLjQK", 40_000));
    for (part, tokens) in [
        (format!(r#"{{"type":"image_url","image_url":{{"url":"data:image/png;base64,{png}"}}}}"#), IMAGE),
        (format!(r#"{{"type":"input_image","image_url":"data:image/png;base64,{png}"}}"#), IMAGE),
        (format!(r#"{{"type":"image","source":{{"type":"base64","data":"{png}"}}}}"#), IMAGE),
        (format!(r#"{{"inlineData":{{"mimeType":"image/png","data":"{png}"}}}}"#), IMAGE),
        (r#"{"type":"image_url","image_url":{"url":"https://images.example/a.png"}}"#.to_owned(), IMAGE),
        (
            format!(r#"{{"type":"input_audio","input_audio":{{"format":"wav","data":"{wav}"}}}}"#),
            30_000 / SOUND_BYTES + 1,
        ),
        (format!(r#"{{"type":"text","text":"data:image/png;base64,{png}"}}"#), 40_000),
        (format!(r#"{{"type":"text","data":"{png}"}}"#), 40_000),
    ] {
        let body = format!(r#"{{"messages":[{{"content":[{part}]}}]}}"#);
        let rest = body.len() as u64 - if body.len() > 40_000 { 40_000 } else { 0 };
        let prompt = read(body.as_bytes(), CHAT);
        assert_eq!((prompt.bound, prompt.whole), (rest + tokens, true), "{}", &part[..60]);
    }
    let file =
        format!(r#"{{"messages":[{{"content":[{{"file":{{"file_data":"data:application/pdf;base64,{pdf}"}}}}]}}]}}"#);
    assert!(!read(file.as_bytes(), CHAT).whole);
    let tools = format!(r#"{{"tools":[{{"source":{{"data":"{png}"}}}}]}}"#);
    assert_eq!(read(tools.as_bytes(), CHAT).bound, tools.len() as u64);
}

#[test]
fn the_place_of_a_bound_is_the_one_that_the_model_takes() {
    let place = |body: &str, path: &str| read(body.as_bytes(), path).place;
    assert_eq!(place(r#"{"messages":[]}"#, CHAT), Some("/max_tokens"));
    assert_eq!(place(r#"{"messages":[],"model":"o3-mini"}"#, "/v1/chat/completions"), Some("/max_completion_tokens"));
    assert_eq!(place(r#"{"messages":[]}"#, "/deployments/gpt-5-mini/chat/completions"), Some("/max_completion_tokens"));
    assert_eq!(place(r#"{"messages":[],"model":"omni"}"#, "/v1/chat/completions"), Some("/max_tokens"));
    assert_eq!(place(r#"{"input":"a"}"#, "/v1/responses"), Some("/max_output_tokens"));
    assert_eq!(place(r#"{"contents":[]}"#, "/x"), Some("/generationConfig/maxOutputTokens"));
    assert_eq!(place(r#"{"prompt":"a cat"}"#, "/v1/images/generations"), None);
    assert_eq!(place(r#"{"input":"a"}"#, "/v1/audio/speech"), None);
    assert_eq!(place(r#"{"prompt":{"id":"p"}}"#, "/v1/responses"), Some("/max_output_tokens"));
    assert!(!read(b"[]", CHAT).object && read(b"{}", CHAT).object);
    let dear = read(br#"{"model":"gpt-4o-mini","messages":[{"x":{"image_url":{"url":"u"}}}]}"#, CHAT);
    assert!(dear.bound > TILED_DEAR);
}

proptest! {
    #[test]
    fn odd_bytes_are_bounded_by_their_length(body in "[\\[\\]{}\",:a-z0-9\\\\ ]{0,80}") {
        prop_assert_eq!(read(body.as_bytes(), CHAT).bound, body.len() as u64);
    }
}
