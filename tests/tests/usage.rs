//! The tokens of calls, as backends report them: asked for where callers don't, and told in the log and the metrics.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use gatewright_tests::{Client, JSON, Running, Site, Upstream, build_other};
use serde_json::{Value, json};

fn started() -> (Upstream, Running, Client) {
    let upstream = Upstream::start();
    let mut gateway = Running::of(&build_other("usage"), Site::new().before(&upstream));
    let client = gateway.client();
    (upstream, gateway, client)
}

const FIRST: &str = "data: {\"choices\":[{\"delta\":{\"content\":\"a \\\"usage\\\"\"}}],\"usage\":null}\n\n";
const LAST: &str = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":null}\n\n";
const REPORT: &str = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4,\"total_tokens\":13,\"prompt_tokens_details\":{\"cached_tokens\":2},\"completion_tokens_details\":{\"reasoning_tokens\":1}}}\n\n";
const DONE: &str = "data: [DONE]\n\n";

fn id(id: &str) -> String {
    format!("{JSON}x-request-id: {id}\r\n")
}

/// A stream of these events: what the backend was sent, and what the client got.
fn streamed(
    upstream: &Upstream,
    client: &mut Client,
    (target, headers): (&str, &str),
    body: &str,
    events: &[&str],
) -> (String, String) {
    client.request("POST", target, headers, body.as_bytes());
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    events.iter().for_each(|event| exchange.chunk(event.as_bytes()));
    exchange.chunk(b"");
    let sent = String::from_utf8(exchange.body.clone()).unwrap();
    (sent, client.response().text())
}

/// The counts of tokens in the log of a call.
fn tokens(gateway: &Running, id: &str) -> Value {
    let mut line = gateway.logged(id);
    let counts = line.as_object_mut().unwrap();
    counts.retain(|name, _| name.ends_with("_tokens"));
    line
}

#[test]
fn a_stream_is_asked_for_the_usage_that_its_caller_does_not_see() {
    let (upstream, mut gateway, mut client) = started();
    let events = [FIRST, LAST, REPORT, DONE];
    let body = r#"{ "model" : "m",  "stream":true }"#;
    let (sent, got) = streamed(&upstream, &mut client, ("/chat/completions", &id("asked")), body, &events);
    assert_eq!(sent, r#"{ "model" : "m",  "stream":true,"stream_options":{"include_usage":true} }"#);
    assert_eq!(got, [FIRST, LAST, DONE].concat());
    let counts = json!({
        "prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13, "cached_tokens": 2, "reasoning_tokens": 1,
    });
    assert_eq!(tokens(&gateway, "asked"), counts);
    assert_eq!(gateway.logged("asked")["events"], 3);
    let metrics = gateway.ask_admin("/metrics").text();
    for (kind, count) in [("prompt", 9), ("completion", 4), ("cached", 2), ("reasoning", 1)] {
        let series = format!(r#"gateway_tokens_total{{api="chat",operation="complete",kind="{kind}"}} {count}"#);
        assert!(metrics.contains(&series), "{series}\n{metrics}");
    }
    // Whoever asks gets the report; what is no stream stays as it is.
    for body in [
        r#"{"model":"m","stream":true,"stream_options":{ "include_usage" :true}}"#,
        r#"{"model":"m","stream":false}"#,
        r#"{"model":"m" }"#,
    ] {
        let (sent, got) = streamed(&upstream, &mut client, ("/chat/completions", JSON), body, &events);
        assert_eq!((sent.as_str(), got), (body, events.concat()));
    }
}

#[test]
fn each_event_passes_before_the_next_is_sent_though_the_report_is_withheld() {
    let (upstream, gateway, mut client) = started();
    client.request("POST", "/chat/completions", &id("paced"), br#"{"model":"m","stream":true,"stream_options":null}"#);
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    client.head();
    for event in [FIRST, ": ping\n\n", "data: {\"choices\":[],\"prompt_filter_results\":[]}\r\n\r\n", LAST] {
        exchange.chunk(event.as_bytes());
        assert_eq!(client.chunk().unwrap(), event.as_bytes());
    }
    // The report in pieces, and the end in one of them.
    let ending = [REPORT, DONE].concat();
    let (start, rest) = ending.split_at(REPORT.len() - 9);
    exchange.chunk(start.as_bytes());
    exchange.chunk(rest.as_bytes());
    assert_eq!(client.chunk().unwrap(), DONE.as_bytes());
    exchange.chunk(b"");
    assert_eq!(client.chunk().unwrap(), b"");
    assert_eq!(tokens(&gateway, "paced")["total_tokens"], 13);
}

#[test]
fn a_stream_that_breaks_off_gives_all_that_came() {
    let (upstream, gateway, mut client) = started();
    client.request("POST", "/chat/completions", &id("cut"), br#"{"model":"m","stream":true}"#);
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    exchange.chunk(FIRST.as_bytes());
    exchange.chunk(b"data: {\"choices\":[],\"us");
    exchange.close();
    let got = client.response().text();
    let (came, told) = got.split_once("\n\ndata: {\"error\"").expect("the error is told");
    assert_eq!(came, format!("{FIRST}data: {{\"choices\":[],\"us"));
    assert!(told.contains("backend_stream_interrupted"), "{told}");
    assert_eq!(gateway.logged("cut")["ended_by"], "upstream");
}

#[test]
fn the_gateway_file_says_which_streams_are_asked() {
    let (upstream, _gateway, mut client) = started();
    let events = [LAST, REPORT, DONE];
    let body = r#"{"model":"m","stream":true}"#;
    let sent = |client: &mut Client, target: &str| streamed(&upstream, client, (target, JSON), body, &events);
    assert_eq!(sent(&mut client, "/left/completions"), (body.to_owned(), events.concat()));
    assert_eq!(sent(&mut client, "/any/completions"), (body.to_owned(), events.concat()));
    let asked = r#"{"model":"m","stream":true,"stream_options":{"include_usage":true}}"#;
    assert_eq!(sent(&mut client, "/bare/completions"), (asked.to_owned(), [LAST, DONE].concat()));
}

#[test]
fn what_comes_coded_is_left_as_it_is() {
    let (upstream, _gateway, mut client) = started();
    let mut coded = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut coded, br#"{"model":"m","stream":true}"#).unwrap();
    let coded = coded.finish().unwrap();
    client.request("POST", "/chat/completions", &format!("{JSON}content-encoding: gzip\r\n"), &coded);
    let mut exchange = upstream.next();
    assert_eq!(exchange.body, coded);
    exchange.answer("200 OK", "content-type: text/event-stream\r\n", [LAST, REPORT, DONE].concat().as_bytes());
    assert_eq!(client.response().text(), [LAST, REPORT, DONE].concat());
}

#[test]
fn what_nobody_reports_is_counted_and_marked() {
    let (upstream, mut gateway, mut client) = started();
    // This gateway has no encodings: four bytes are a token.
    let body = br#"{"model":"m","messages":[{"role":"user","content":"four score"}]}"#;
    client.request("POST", "/chat/completions", &id("unreported"), body);
    upstream.next().answer("200 OK", JSON, br#"{"choices":[{"message":{"content":"and seven years"}}]}"#);
    assert_eq!(client.response().status(), 200);
    let counts = json!({ "prompt_tokens": 3 + 1 + 3 + 3, "completion_tokens": 4, "total_tokens": 14 });
    assert_eq!(tokens(&gateway, "unreported"), counts);
    assert_eq!(gateway.logged("unreported")["estimated"], true);
    let metrics = gateway.ask_admin("/metrics").text();
    let series = r#"gateway_tokens_total{api="chat",operation="complete",kind="prompt",estimated="true"} 10"#;
    assert!(metrics.contains(series), "{metrics}");
    // What failed has used nothing, and another call than of a language model has no tokens.
    client.request("POST", "/chat/completions", &id("failed"), body);
    upstream.next().answer("500 Oh", JSON, b"{}");
    assert_eq!(client.response().status(), 500);
    client.request("POST", "/any/thing", &id("other"), body);
    upstream.next().answer("200 OK", JSON, b"{}");
    assert_eq!(client.response().status(), 200);
    for id in ["failed", "other"] {
        assert_eq!(tokens(&gateway, id), json!({}), "{id}");
    }
}

#[test]
fn each_protocol_is_counted_streamed_or_whole() {
    let (upstream, gateway, mut client) = started();
    let anthropic = concat!(
        "event: message_start\ndata: {\"message\":{\"usage\":{\"input_tokens\":5,\"cache_read_input_tokens\":7,\"output_tokens\":1}}}\n\n",
        "event: message_delta\ndata: {\"usage\":{\"output_tokens\":3}}\n\nevent: message_stop\ndata: {}\n\n"
    );
    let responses = "event: response.completed\ndata: {\"response\":{\"usage\":{\"input_tokens\":5,\"output_tokens\":3,\"total_tokens\":8,\"output_tokens_details\":{\"reasoning_tokens\":2}}}}\n\n";
    let gemini = "data: {\"usageMetadata\":{\"promptTokenCount\":5}}\n\ndata: {\"usageMetadata\":{\"promptTokenCount\":5,\"candidatesTokenCount\":3,\"thoughtsTokenCount\":4,\"totalTokenCount\":12}}\n\n";
    let image = r#"{"data":[],"usage":{"input_tokens":50,"output_tokens":1000,"total_tokens":1050}}"#;
    for (name, stream, body, counts) in [
        ("anthropic", true, anthropic, json!({"prompt_tokens": 12, "completion_tokens": 3, "cached_tokens": 7})),
        (
            "responses",
            true,
            responses,
            json!({"prompt_tokens": 5, "completion_tokens": 3, "total_tokens": 8, "reasoning_tokens": 2}),
        ),
        (
            "gemini",
            true,
            gemini,
            json!({"prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12, "reasoning_tokens": 4}),
        ),
        ("image", false, image, json!({"prompt_tokens": 50, "completion_tokens": 1000, "total_tokens": 1050})),
    ] {
        client.request("POST", "/any/thing", &id(name), b"{}");
        let media = if stream { "text/event-stream" } else { "application/json" };
        upstream.next().answer("200 OK", &format!("content-type: {media}\r\n"), body.as_bytes());
        assert_eq!(client.response().text(), body);
        assert_eq!(tokens(&gateway, name), counts, "{name}");
    }
}

#[test]
fn an_answer_that_a_policy_holds_back_is_counted() {
    let (upstream, gateway, mut client) = started();
    client.request("POST", "/chat/held", &id("held"), br#"{"model":"m"}"#);
    let whole = r#"{"note":1,"usage":{"prompt_tokens":5,"completion_tokens":3}}"#;
    upstream.next().answer("200 OK", JSON, whole.as_bytes());
    let response = client.response();
    assert_eq!(response.text(), r#"{"usage":{"prompt_tokens":5,"completion_tokens":3}}"#);
    assert_eq!(response.head.header("x-tokens"), Some("-1 false"));
    assert_eq!(tokens(&gateway, "held"), json!({"prompt_tokens": 5, "completion_tokens": 3}));
    // Expressions see what a stream reports too.
    client.request("POST", "/chat/held", &id("held-stream"), br#"{"model":"m","stream":true}"#);
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    [FIRST, REPORT, DONE].iter().for_each(|event| exchange.chunk(event.as_bytes()));
    exchange.chunk(b"");
    let response = client.response();
    assert_eq!(response.head.header("x-tokens"), Some("13 true"));
    assert_eq!(response.text(), [FIRST, DONE].concat());
    assert_eq!(tokens(&gateway, "held-stream")["total_tokens"], 13);
}
