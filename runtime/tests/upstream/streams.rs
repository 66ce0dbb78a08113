//! Streams of events: byte for byte as they came, and an event that says so where they break off.

use super::gateway::{Served, plain};
use super::wire::{EVENTS, accept, get};

const EVENT: &str = "data: {\"n\":1}\n\n";

enum End {
    Fin,
    Reset,
}

/// Sends these chunks, lets the client read them, and ends.
async fn broken(path: &str, head: &str, chunks: &[&str], end: End) -> (String, bool, Served) {
    let (backend, served) = plain().await;
    let mut client = served.asks(&get(path)).await;
    let mut origin = accept(&backend).await;
    origin.head().await;
    origin.send(head).await;
    let answered = client.head().await;
    assert!(!answered.contains("content-length"), "{answered}");
    for chunk in chunks {
        match head.contains("chunked") {
            true => origin.chunk(chunk).await,
            false => origin.send(chunk).await,
        }
    }
    let whole: String = chunks.concat();
    // A reset may overtake bytes that weren't read yet.
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    match end {
        End::Fin => drop(origin),
        End::Reset => origin.reset(),
    }
    let body = client.chunked().await;
    let rest = body.text.strip_prefix(&whole).unwrap_or_else(|| panic!("{}", body.text)).to_owned();
    // A clean end leaves the client its connection.
    client.send(get(path)).await;
    let mut origin = accept(&backend).await;
    origin.head().await;
    (rest, body.trailers.is_some(), served)
}

#[tokio::test]
async fn a_break_is_told_in_the_apis_dialect() {
    for (path, begin) in [
        ("/openai/a", "data: {\"error\":{"),
        ("/azure/a", "data: {\"error\":{"),
        ("/anthropic/a", "event: error\ndata: {\"type\":\"error\","),
        ("/plain/a", "event: error\ndata: {\"type\":\"about:blank\","),
    ] {
        for end in [End::Fin, End::Reset] {
            let (rest, clean, served) = broken(path, EVENTS, &[EVENT], end).await;
            assert!(rest.starts_with(begin) && rest.ends_with("\n\n"), "{path}: {rest}");
            assert!(rest.contains("backend_stream_interrupted") && !rest.contains("[DONE]"), "{path}: {rest}");
            assert!(clean, "{path}");
            let line = served.log.line().await;
            for part in [
                "\"status\":200",
                "\"stream\":true",
                "\"events\":1",
                "\"error\":\"backend_stream_interrupted\"",
                "\"ended_by\":\"upstream\"",
            ] {
                assert!(line.contains(part), "{line}");
            }
            let metrics = served.metrics().await;
            let counted = "gateway_upstream_failures_total{backend=\"origin\",cause=\"interrupted\"} 1";
            assert!(metrics.contains(counted), "{metrics}");
        }
    }
}

#[tokio::test]
async fn an_event_that_was_begun_is_closed_first() {
    let (rest, clean, _) = broken("/openai/a", EVENTS, &[EVENT, "data: {\"n\""], End::Fin).await;
    assert!(rest.starts_with("\n\ndata: {\"error\":{") && clean, "{rest}");
}

#[tokio::test]
async fn after_the_last_event_nothing_is_missed() {
    let (rest, clean, served) = broken("/openai/a", EVENTS, &[EVENT, "data: [DONE]\n\n"], End::Fin).await;
    assert!(rest.is_empty() && clean, "{rest}");
    let line = served.log.line().await;
    assert!(line.contains("\"events\":2") && !line.contains("ended_by") && !line.contains("error"), "{line}");
}

#[tokio::test]
async fn a_stream_that_ends_with_its_connection_must_have_its_last_event() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n\r\n";
    let (rest, clean, _) = broken("/anthropic/a", head, &[EVENT], End::Fin).await;
    assert!(rest.contains("event: error") && clean, "{rest}");
    let (rest, clean, _) =
        broken("/anthropic/a", head, &["event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"], End::Fin).await;
    assert!(rest.is_empty() && clean, "{rest}");
    let (rest, clean, _) = broken("/plain/a", head, &[EVENT], End::Fin).await;
    assert!(rest.is_empty() && clean, "{rest}");
}

#[tokio::test]
async fn a_length_that_is_not_reached_is_a_break() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 999\r\n\r\n";
    let (rest, clean, _) = broken("/openai/a", head, &[EVENT], End::Fin).await;
    assert!(rest.contains("backend_stream_interrupted") && clean, "{rest}");
}

#[tokio::test]
async fn the_bytes_are_the_backends_however_they_are_split() {
    let mut text = String::from("\u{FEFF}: hello\r\n\r\n");
    for number in 0..120 {
        text.push_str(&format!("id: {number}\rdata: {{\"é\": \"{}\"}}\r\rdata:x\n\n\n", "z".repeat(number * 7 % 200)));
    }
    text.push_str("data: {\"usage\": {\"prompt_tokens\":11,\"completion_tokens\":22,\"total_tokens\":34}}\n\n");
    text.push_str("data: [DONE]\n\n");
    let (backend, served) = plain().await;
    let mut client = served.client().await;
    let mut origin = None;
    let mut seed = 1_usize;
    for round in 0..12 {
        client.send(get("/openai/a")).await;
        let mut wire = match origin.take() {
            Some(wire) => wire,
            None => accept(&backend).await,
        };
        wire.head().await;
        wire.send(EVENTS).await;
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (part, more) = rest.split_at((1 + (seed >> 33) % (1 << (3 + round % 6))).min(rest.len()));
            wire.chunk(part).await;
            rest = more;
        }
        wire.send("0\r\n\r\n").await;
        client.head().await;
        assert!(client.chunked().await.text == text, "round {round}");
        origin = Some(wire);
    }
    let line = served.log.line().await;
    let counts = "\"prompt_tokens\":11,\"completion_tokens\":22,\"total_tokens\":34";
    assert!(line.contains("\"events\":242") && line.contains(counts) && !line.contains("ended_by"), "{line}");
    let metrics = served.metrics().await;
    for (kind, count) in [("prompt", 132), ("completion", 264)] {
        let counted = format!("gateway_tokens_total{{api=\"openai\",operation=\"any\",kind=\"{kind}\"}} {count}");
        assert!(metrics.contains(&counted), "{metrics}");
    }
}

#[tokio::test]
async fn an_event_is_not_held_back_for_the_next() {
    let (backend, served) = plain().await;
    let mut client = served.asks(&get("/openai/a")).await;
    let mut origin = accept(&backend).await;
    origin.head().await;
    origin.send(EVENTS).await;
    client.head().await;
    for number in 0..50 {
        let event = format!("data: {number}\n\n");
        origin.chunk(&event).await;
        client.until(&event).await;
    }
}

#[tokio::test]
async fn usage_is_read_from_a_plain_answer_too() {
    let (backend, served) = plain().await;
    let mut client = served.asks(&get("/openai/a")).await;
    let mut origin = accept(&backend).await;
    origin.head().await;
    let body = "{\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}}";
    let length = body.len();
    origin
        .send(format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"))
        .await;
    assert_eq!(client.message().await.1, body);
    let line = served.log.line().await;
    assert!(line.contains("\"stream\":false,\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7"), "{line}");
}
