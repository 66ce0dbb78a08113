//! The log of calls of models: what its records say, and that their texts are whole, redacted, and there only where they are asked for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use gatewright_tests::{Client, JSON, KEYS, Receiver, Running, Site, Upstream, build_other, eventually, prepared};
use serde_json::{Value, json};

const PRICES: &str = "currency: EUR\nmodels: { m: { input: 2, output: 10 } }\n";

fn started(site: Site) -> (Upstream, Running, Client) {
    let upstream = Upstream::start();
    let mut gateway = gateway(site.before(&upstream));
    let client = gateway.client();
    (upstream, gateway, client)
}

fn gateway(site: Site) -> Running {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    site.write("prices.yaml", PRICES);
    let named = gatewright_tests::subscription("team-a", "active", "", &KEYS[..1])
        .replace("scope: all", "scope: product:desk")
        + &gatewright_tests::subscription("team-b", "active", "", &KEYS[1..]);
    site.write("subscriptions.yaml", &format!("subscriptions:\n{named}"));
    Running::of(BINARY.get_or_init(|| build_other("llm-log")), site)
}

/// Asks; the key is one of all APIs but where the product is called.
fn ask(client: &mut Client, api: &str, id: &str, body: &Value) {
    let key = KEYS[usize::from(api != "told")];
    let headers = format!("{JSON}x-request-id: {id}\r\nocp-apim-subscription-key: {key}\r\n");
    client.request("POST", &format!("/{api}/chat/completions"), &headers, body.to_string().as_bytes());
}

fn answer(upstream: &Upstream, text: &str) -> Vec<u8> {
    let exchange = upstream.next();
    let sent = exchange.body.clone();
    whole(exchange, text);
    sent
}

fn whole(mut exchange: gatewright_tests::Exchange, text: &str) {
    let body = json!({
        "model": "m-2026",
        "choices": [{ "index": 0, "message": { "role": "assistant", "content": text }, "finish_reason": "stop" }],
        "usage": { "prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13, "prompt_tokens_details": { "cached_tokens": 5 } }
    });
    exchange.answer("200 OK", "content-type: application/json\r\n", body.to_string().as_bytes());
}

fn event(text: &str) -> Vec<u8> {
    let data = json!({ "model": "m-2026", "choices": [{ "index": 0, "delta": { "content": text } }] });
    format!("data: {data}\n\n").into_bytes()
}

fn asked(text: &str) -> Value {
    json!({ "model": "m", "messages": [{ "role": "user", "content": text }] })
}

/// The records of a call, once all of them are there.
fn records(gateway: &Running, id: &str) -> Vec<Value> {
    let file = gateway.site.path().join("calls.jsonl");
    eventually("the call is told of", || {
        let text = std::fs::read_to_string(&file).ok().filter(|text| text.ends_with('\n'))?;
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let records: Vec<Value> = lines.filter(|line| line["request_id"] == id).collect();
        let chunks = |name: &str| records.first().and_then(|call| call[name].as_u64()).unwrap_or_default() as usize;
        let expected = 1 + chunks("prompt_chunks") + chunks("completion_chunks");
        (!records.is_empty() && records.len() == expected).then_some(records)
    })
}

/// The texts of one kind, put together by their sequence numbers.
fn text(records: &[Value], kind: &str) -> String {
    let mut chunks: Vec<&Value> = records.iter().filter(|record| record["record"] == kind).collect();
    chunks.sort_by_key(|chunk| (chunk["part"].as_u64(), chunk["sequence"].as_u64()));
    chunks.iter().map(|chunk| chunk["text"].as_str().unwrap()).collect()
}

#[test]
fn what_names_a_model_and_reports_nothing_is_a_record_too() {
    let (upstream, gateway, mut client) = started(Site::new());
    let headers = format!("{JSON}x-request-id: said\r\nocp-apim-subscription-key: {}\r\n", KEYS[1]);
    let body = r#"{"model":"m","input":"Hello"}"#;
    client.request("POST", "/usual/audio/speech", &headers, body.as_bytes());
    upstream.next().answer("200 OK", "content-type: audio/mpeg\r\n", b"\xff\xfb");
    assert_eq!(client.response().status(), 200);
    let records = records(&gateway, "said");
    let told = ["operation", "model", "status", "total_tokens"].map(|name| records[0][name].clone());
    assert_eq!(told, [json!("speak"), json!("m"), json!(200), Value::Null]);
    assert_eq!((text(&records, "llm-prompt").as_str(), records.len()), (body, 2), "sound is no text");
}

#[test]
fn a_whole_answer_is_one_record_and_its_texts() {
    let (upstream, gateway, mut client) = started(Site::new());
    ask(&mut client, "told", "whole", &asked("Hi"));
    let sent = answer(&upstream, "Hello there");
    assert_eq!(client.response().status(), 200);
    let records = records(&gateway, "whole");
    let call = &records[0];
    let line = gateway.logged("whole");
    for (name, value) in [
        ("record", json!("llm-call")),
        ("api", json!("told")),
        ("operation", json!("complete")),
        ("product", json!("desk")),
        ("subscription", json!("team-a")),
        ("model", json!("m")),
        ("answered_model", json!("m-2026")),
        ("backend", json!("model")),
        ("attempts", json!(1)),
        ("status", json!(200)),
        ("stream", json!(false)),
        ("prompt_tokens", json!(9)),
        ("completion_tokens", json!(4)),
        ("total_tokens", json!(13)),
        ("cached_tokens", json!(5)),
        ("finish_reason", json!("stop")),
        ("currency", json!("EUR")),
        ("priced_as", json!("m")),
        ("trace_id", line["trace_id"].clone()),
        ("time", line["time"].clone()),
        ("duration_ms", line["duration_ms"].clone()),
        ("cost", line["cost"].clone()),
    ] {
        assert_eq!(call[name], value, "{name}: {call}");
    }
    assert!(call["cost"].is_number() && line["trace_id"].is_string(), "{call}");
    for name in ["ended_by", "estimated", "error", "first_token_ms", "prompt_cut", "completion_cut"] {
        assert_eq!(call.get(name), None, "{name}");
    }
    assert_eq!(text(&records, "llm-prompt").as_bytes(), sent);
    assert_eq!(text(&records, "llm-completion"), "Hello there");
    let completion = records.iter().find(|record| record["record"] == "llm-completion").unwrap();
    assert_eq!((&completion["member"], &completion["last"]), (&json!("content"), &json!(true)));
}

#[test]
fn a_stream_is_not_held_back_and_its_text_is_told_as_it_was_sent() {
    let (upstream, gateway, mut client) = started(Site::new());
    let mut body = asked("Hi");
    body["stream"] = json!(true);
    ask(&mut client, "told", "stream", &body);
    let mut exchange = upstream.next();
    let sent: Value = serde_json::from_slice(&exchange.body).unwrap();
    assert_eq!(sent["stream_options"]["include_usage"], true);
    exchange.begin("text/event-stream");
    let head = client.head();
    assert_eq!(head.status(), 200);
    for word in ["Grüße", " an", " alle"] {
        exchange.chunk(&event(word));
        // The next event is sent when this one has come.
        assert!(String::from_utf8(client.chunk().unwrap()).unwrap().contains(word));
    }
    let usage = json!({ "choices": [], "usage": { "prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13 } });
    exchange.chunk(
        b"data: {\"model\":\"m-2026\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}\n\n",
    );
    exchange.chunk(format!("data: {usage}\n\ndata: [DONE]\n\n").as_bytes());
    exchange.chunk(b"");
    while !client.chunk().unwrap().is_empty() {}
    let records = records(&gateway, "stream");
    let call = &records[0];
    assert_eq!((&call["stream"], &call["finish_reason"]), (&json!(true), &json!("length")));
    assert!(call["first_token_ms"].is_number() && call["token_ms"].is_number(), "{call}");
    assert_eq!(serde_json::from_str::<Value>(&text(&records, "llm-prompt")).unwrap(), sent, "as it was sent");
    assert_eq!(text(&records, "llm-completion"), "Grüße an alle");
}

#[test]
fn of_a_caller_who_leaves_what_was_delivered_is_told() {
    let (upstream, gateway, mut client) = started(Site::new());
    let mut body = asked("Hi");
    body["stream"] = json!(true);
    ask(&mut client, "told", "leaves", &body);
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    client.head();
    exchange.chunk(&event("Hel"));
    client.chunk().unwrap();
    client.leave();
    exchange.wait_closed();
    let records = records(&gateway, "leaves");
    let call = &records[0];
    assert_eq!((&call["ended_by"], &call["estimated"]), (&json!("client"), &json!(true)));
    assert!(call["completion_tokens"].as_u64().unwrap() >= 1, "{call}");
    assert_eq!(text(&records, "llm-completion"), "Hel");
}

#[test]
fn a_caller_who_leaves_before_the_answer_and_a_backend_that_is_away_are_told_of() {
    let (upstream, gateway, mut client) = started(Site::new());
    ask(&mut client, "told", "early", &asked("Hi"));
    let exchange = upstream.next();
    client.leave();
    exchange.wait_closed();
    let early = records(&gateway, "early");
    assert_eq!((&early[0]["status"], &early[0]["ended_by"]), (&json!(499), &json!("client")));
    assert_eq!(early[0]["model"], "m");
    assert!(text(&early, "llm-prompt").contains("Hi"));
    assert_eq!(text(&early, "llm-completion"), "");
    let mut gateway = self::gateway(Site::new());
    let mut client = gateway.client();
    ask(&mut client, "told", "away", &asked("Hi"));
    assert_eq!(client.response().status(), 502);
    let away = records(&gateway, "away");
    assert_eq!((&away[0]["status"], &away[0]["error"]), (&json!(502), &json!("backend_connection_failure")));
}

#[test]
fn long_texts_come_in_chunks_that_are_the_text_when_put_together() {
    let (upstream, gateway, mut client) = started(Site::new());
    // Three bytes a character, so that no limit of the bytes is one between two.
    let (long, longer) = ("图".repeat(33_000), "\u{1F600}".repeat(26_000) + "end");
    ask(&mut client, "told", "long", &asked(&long));
    let sent = answer(&upstream, &longer);
    assert_eq!(client.response().status(), 200);
    let records = records(&gateway, "long");
    assert_eq!((&records[0]["prompt_chunks"], &records[0]["completion_chunks"]), (&json!(4), &json!(4)));
    for record in &records[1..] {
        assert!(record["text"].as_str().unwrap().len() <= 32 << 10);
    }
    assert_eq!(text(&records, "llm-prompt").as_bytes(), sent);
    assert_eq!(text(&records, "llm-completion"), longer);
    // Unless more is asked for, 32 KiB of each are told.
    ask(&mut client, "usual", "cut", &asked(&long));
    let sent = answer(&upstream, &longer);
    client.response();
    let records = self::records(&gateway, "cut");
    assert_eq!((&records[0]["prompt_cut"], &records[0]["completion_cut"]), (&json!(true), &json!(true)));
    for (kind, whole) in [("llm-prompt", String::from_utf8(sent).unwrap()), ("llm-completion", longer)] {
        let told = text(&records, kind);
        assert!(
            whole.starts_with(&told) && ((32 << 10) - 3..=32 << 10).contains(&told.len()),
            "{kind}: {}",
            told.len()
        );
    }
}

#[test]
fn what_is_redacted_is_so_across_a_border_of_chunks_and_of_events() {
    let (upstream, gateway, mut client) = started(Site::new());
    let before = "x ".repeat((32 << 10) / 2 - 5);
    let secret = format!("{before}ann@example.org and sk-abcdefghij");
    let mut body = asked(&secret);
    body["messages"][0]["name"] = json!("Ann");
    body["stream"] = json!(true);
    ask(&mut client, "told", "redacted", &body);
    let mut exchange = upstream.next();
    assert!(String::from_utf8_lossy(&exchange.body).contains("ann@example.org"), "the model is sent it");
    exchange.begin("text/event-stream");
    for part in [&before, "ann@exa", "mple.org and", " sk-abc", "defghij"] {
        exchange.chunk(&event(part));
    }
    exchange.chunk(b"data: [DONE]\n\n");
    exchange.chunk(b"");
    assert!(client.response().text().contains("ann@exa"));
    let records = records(&gateway, "redacted");
    assert_eq!(text(&records, "llm-completion"), format!("{before}[redacted] and [redacted]"));
    let prompt: Value = serde_json::from_str(&text(&records, "llm-prompt")).unwrap();
    assert_eq!(prompt["messages"][0]["content"], format!("{before}[redacted] and [redacted]"));
    assert_eq!(prompt["messages"][0]["name"], "[redacted]");
    let file = std::fs::read_to_string(gateway.site.path().join("calls.jsonl")).unwrap();
    for secret in ["ann@", "example.org", "abcdef", "Ann", KEYS[0], KEYS[1], "backend-secret"] {
        assert!(!file.contains(secret), "{secret}");
    }
}

#[test]
fn images_are_told_by_their_type_and_length() {
    let (upstream, gateway, mut client) = started(Site::new());
    let image = format!("iVBORw0KGgoAAAANSUhEUg{}", "A".repeat(200_000));
    let mut body = asked("");
    body["messages"][0]["content"] =
        json!([{ "type": "image_url", "image_url": { "url": format!("data:image/png;base64,{image}") } }]);
    body["stream"] = json!(true);
    ask(&mut client, "told", "image", &body);
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    exchange.chunk(&event("A cat"));
    exchange.chunk(b"data: [DONE]\n\n");
    exchange.chunk(b"");
    client.response();
    let records = records(&gateway, "image");
    let prompt: Value = serde_json::from_str(&text(&records, "llm-prompt")).unwrap();
    assert_eq!(prompt["messages"][0]["content"][0]["image_url"]["url"], "[image/png, 150016 bytes]");
    assert_eq!(text(&records, "llm-completion"), "A cat");
}

#[test]
fn no_text_is_told_where_none_is_asked_for_and_other_calls_are_not_told_of() {
    let (upstream, gateway, mut client) = started(Site::new());
    // No call of a model is told of.
    client.request("GET", "/nowhere", "x-request-id: nowhere\r\n", b"");
    client.response();
    ask(&mut client, "silent", "silent", &asked("Don't tell"));
    answer(&upstream, "Never");
    client.response();
    let records = records(&gateway, "silent");
    assert_eq!((records.len(), &records[0]["model"]), (1, &json!("m")));
    assert_eq!((&records[0]["finish_reason"], &records[0]["prompt_tokens"]), (&json!("stop"), &json!(9)));
    let file = std::fs::read_to_string(gateway.site.path().join("calls.jsonl")).unwrap();
    assert!(!file.contains("Don't tell") && !file.contains("Never") && !file.contains("nowhere"), "{file}");
}

#[test]
#[cfg(unix)]
fn a_file_that_was_moved_away_is_begun_anew() {
    let (upstream, gateway, mut client) = started(Site::new());
    let file = gateway.site.path().join("calls.jsonl");
    for id in ["first", "second"] {
        ask(&mut client, "silent", id, &asked("Hi"));
        answer(&upstream, "Hello");
        client.response();
        records(&gateway, id);
        if id == "first" {
            std::fs::rename(&file, file.with_extension("1")).unwrap();
        }
    }
    let (moved, new) =
        (std::fs::read_to_string(file.with_extension("1")).unwrap(), std::fs::read_to_string(&file).unwrap());
    assert!(moved.contains("first") && !moved.contains("second") && !new.contains("first") && new.contains("second"));
}

#[test]
#[cfg(unix)]
fn a_file_that_takes_nothing_holds_no_call_and_what_has_no_room_loses_its_texts_alone() {
    let site = Site::new();
    // A pipe whose reader takes nothing: what is written stops when it is full.
    let pipe = site.path().join("calls.jsonl");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::fs::OpenOptions::new().read(true).write(true).open(&pipe).unwrap();
    let (upstream, mut gateway, mut client) = started(site);
    let long = "x".repeat(900_000);
    let began = Instant::now();
    for call in 0..60 {
        ask(&mut client, "told", &format!("slow-{call}"), &asked(&long));
        answer(&upstream, "Hello");
        assert_eq!(client.response().status(), 200);
    }
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    let metrics = gateway.ask_admin("/metrics").text();
    let dropped = r#"gateway_llm_log_records_dropped_total{why="texts"} "#;
    let count: usize = metrics.lines().find_map(|line| line.strip_prefix(dropped)).expect(&metrics).parse().unwrap();
    assert!((20..60).contains(&count), "{count}");
    assert!(metrics.contains("gateway_llm_log_records_dropped_total{why=\"queue\"} 0\n"), "{metrics}");
    // Once somebody reads, no call is missing.
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(reader));
    let mut calls = Vec::new();
    while calls.len() < 60 {
        let line: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        if line["record"] == "llm-call" {
            calls.push(line);
        }
    }
    let bare: Vec<&Value> = calls.iter().filter(|call| call["texts_dropped"] == true).collect();
    assert_eq!(bare.len(), count);
    for call in bare {
        assert_eq!((call.get("prompt_chunks"), call.get("completion_chunks")), (None, None), "{call}");
        assert_eq!((&call["total_tokens"], &call["model"]), (&json!(13), &json!("m")), "{call}");
    }
    for call in 0..60 {
        assert!(calls.iter().any(|line| line["request_id"] == format!("slow-{call}")), "{call}");
    }
}

#[test]
fn a_receiver_of_otlp_is_sent_the_records() {
    if !prepared(env!("CARGO_BIN_EXE_xtask")) {
        return;
    }
    let receiver = Receiver::start("0");
    let site = Site::new().with("OTLP_URL", &format!("http://127.0.0.1:{}", receiver.port));
    let (upstream, gateway, mut client) = started(site);
    ask(&mut client, "told", "sent", &asked("write to ann@example.org"));
    answer(&upstream, "Hello there");
    client.response();
    let (export, records) =
        receiver.next(|export| export["message"]["resourceLogs"][0]["scopeLogs"][0]["logRecords"].as_array().cloned());
    assert_eq!(export["path"], "/v1/logs");
    let found = |name: &str| records.iter().find(|record| record["eventName"] == name).unwrap();
    let attribute = |record: &Value, name: &str| {
        let found = record["attributes"].as_array().unwrap().iter().find(|found| found["key"] == name).cloned();
        found.map(|found| found["value"].as_object().unwrap().values().next().unwrap().clone())
    };
    let call = found("gatewright.llm.call");
    assert_eq!(call["traceId"], gateway.logged("sent")["trace_id"]);
    for (name, value) in [
        ("gen_ai.request.model", json!("m")),
        ("gen_ai.response.model", json!("m-2026")),
        ("gen_ai.usage.input_tokens", json!("9")),
        ("gatewright.request_id", json!("sent")),
        ("gatewright.api", json!("told")),
    ] {
        assert_eq!(attribute(call, name), Some(value), "{name}: {call}");
    }
    assert!(attribute(call, "gatewright.cost").unwrap().is_number());
    let prompt = found("gatewright.llm.prompt");
    assert!(prompt["body"]["stringValue"].as_str().unwrap().contains("write to [redacted]"));
    assert_eq!(attribute(prompt, "gatewright.sequence"), Some(json!("0")));
    assert_eq!(found("gatewright.llm.completion")["body"]["stringValue"], "Hello there");
}

#[test]
fn a_gateway_that_ends_writes_what_is_left() {
    let (upstream, gateway, mut client) = started(Site::new());
    // Held open, since the folder goes with the gateway.
    let mut file = std::fs::File::open(gateway.site.path().join("calls.jsonl")).unwrap();
    let long = "word ".repeat(8_000);
    for call in 0..20 {
        ask(&mut client, "usual", &format!("left-{call}"), &asked(&long));
        answer(&upstream, &long);
        assert_eq!(client.response().status(), 200);
    }
    gateway.terminate();
    let ended = gateway.wait();
    assert!(ended.status.success(), "{}", ended.err);
    let mut text = String::new();
    std::io::Read::read_to_string(&mut file, &mut text).unwrap();
    let records: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for call in 0..20 {
        let of: Vec<Value> =
            records.iter().filter(|record| record["request_id"] == format!("left-{call}")).cloned().collect();
        let prompt = of.iter().filter(|record| record["record"] == "llm-prompt").count() as u64;
        assert_eq!(of[0]["prompt_chunks"].as_u64(), Some(prompt), "call {call}");
        assert!(self::text(&of, "llm-completion").starts_with("word word"), "call {call}");
    }
}

#[test]
fn an_event_that_is_too_long_takes_no_other_along() {
    let (upstream, gateway, mut client) = started(Site::new());
    let mut body = asked("Hi");
    body["stream"] = json!(true);
    ask(&mut client, "usual", "long-event", &body);
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    client.head();
    let long = json!({ "pad": "p".repeat(200_000), "choices": [{ "index": 0, "delta": { "content": "lost" } }] });
    exchange.chunk(&event("One"));
    // The next one comes with the end of the long one.
    exchange.chunk(&[format!("data: {long}\n\n").as_bytes(), &event(" two")].concat());
    exchange.chunk(&event(" three"));
    exchange.chunk(b"data: [DONE]\n\n");
    exchange.chunk(b"");
    while !client.chunk().unwrap().is_empty() {}
    let records = records(&gateway, "long-event");
    assert_eq!(text(&records, "llm-completion"), "One two three");
    assert_eq!(records[0]["completion_cut"], true);
}
