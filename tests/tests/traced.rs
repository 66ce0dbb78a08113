//! Traces: contexts in and out, and spans and metrics as a receiver that nobody here wrote understands them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use gatewright_tests::{Client, JSON, Receiver, Running, Site, Upstream, build_other, prepared};
use serde_json::Value;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

fn started(url: &str) -> (Upstream, Running, Client) {
    let upstream = Upstream::start();
    let site = Site::new().before(&upstream).with("OTLP_URL", url).with("OTLP_KEY", "key-of-otlp");
    let mut gateway = Running::of(&build_other("traced"), site);
    let client = gateway.client();
    (upstream, gateway, client)
}

/// A stream of four tokens; gives the context that the backend was sent.
fn streamed(upstream: &Upstream, client: &mut Client, headers: &str) -> Option<String> {
    client.request("POST", "/chat/completions", &format!("{JSON}{headers}"), br#"{"model":"gpt-4o","stream":true}"#);
    let mut exchange = upstream.next();
    let sent = exchange.head.header("traceparent").map(str::to_owned);
    exchange.begin("text/event-stream");
    exchange.chunk(b"data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n");
    std::thread::sleep(Duration::from_millis(30));
    let report = r#"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}}"#;
    exchange.chunk(format!("data: {report}\n\ndata: [DONE]\n\n").as_bytes());
    exchange.chunk(b"");
    drop(exchange);
    client.response();
    sent
}

/// The attributes of a span or a point, by name.
fn attribute(of: &Value, name: &str) -> Option<Value> {
    let found = of["attributes"].as_array()?.iter().find(|attribute| attribute["key"] == name)?;
    found["value"].as_object()?.values().next().cloned()
}

fn id(of: &Value) -> String {
    of.as_str().unwrap().to_owned()
}

#[test]
fn a_call_is_two_spans_in_the_trace_of_its_caller() {
    if !prepared(env!("CARGO_BIN_EXE_xtask")) {
        return;
    }
    let receiver = Receiver::start("0");
    let (upstream, gateway, mut client) = started(&format!("http://127.0.0.1:{}", receiver.port));
    let headers = format!("traceparent: 00-{TRACE}-{PARENT}-01\r\ntracestate: rojo=1\r\nx-request-id: traced\r\n");
    let sent = streamed(&upstream, &mut client, &headers).unwrap();
    assert_eq!(gateway.logged("traced")["trace_id"], TRACE);
    let (export, spans) = receiver.spans();
    assert_eq!(export["headers"]["x-otlp-key"], "key-of-otlp");
    let resource = &export["message"]["resourceSpans"][0]["resource"];
    assert_eq!(attribute(resource, "service.name").unwrap(), "traced");
    let [call, exchange] = spans.as_slice() else { panic!("{spans:?}") };
    assert_eq!((id(&call["traceId"]), id(&exchange["traceId"])), (TRACE.to_owned(), TRACE.to_owned()));
    assert_eq!((id(&call["parentSpanId"]), &exchange["parentSpanId"]), (PARENT.to_owned(), &call["spanId"]));
    assert_eq!((&call["kind"], &exchange["kind"]), (&"SPAN_KIND_SERVER".into(), &"SPAN_KIND_CLIENT".into()));
    assert_eq!((&call["name"], &exchange["name"]), (&"POST complete".into(), &"chat gpt-4o".into()));
    // The backend's spans hang below the exchange.
    assert_eq!(sent, format!("00-{TRACE}-{}-01", id(&exchange["spanId"])));
    for (name, value) in [
        ("gen_ai.operation.name", Value::from("chat")),
        ("gen_ai.request.model", "gpt-4o".into()),
        ("gen_ai.usage.input_tokens", "9".into()),
        ("gen_ai.usage.output_tokens", "4".into()),
        ("gen_ai.request.stream", true.into()),
        ("gatewright.backend", "model".into()),
    ] {
        assert_eq!(attribute(exchange, name), Some(value), "{name}: {exchange}");
    }
    assert_eq!(attribute(exchange, "gen_ai.usage.cache_read.input_tokens"), None, "what isn't reported is no 0");
    assert_eq!(attribute(call, "gatewright.request_id").unwrap(), "traced");
    let metric = |name: &'static str| {
        move |export: &Value| {
            let metrics = export["message"]["resourceMetrics"][0]["scopeMetrics"][0]["metrics"].as_array()?;
            metrics.iter().find(|metric| metric["name"] == name).cloned()
        }
    };
    let (export, first) = receiver.next(metric("gen_ai.server.time_to_first_token"));
    assert_eq!(first["histogram"]["dataPoints"][0]["count"], "1");
    assert_eq!(metric("gen_ai.server.time_per_output_token")(&export).unwrap()["unit"], "s");
    let tokens = metric("gen_ai.client.token.usage")(&export).unwrap();
    let points = tokens["histogram"]["dataPoints"].as_array().unwrap();
    let sum = |kind: &str| {
        let point = points.iter().find(|point| attribute(point, "gen_ai.token.type").unwrap() == kind).unwrap();
        point["sum"].as_f64().unwrap()
    };
    assert_eq!((sum("input"), sum("output")), (9.0, 4.0));
}

#[test]
fn a_context_that_is_none_is_replaced_and_one_that_is_not_sampled_is_not_sent() {
    if !prepared(env!("CARGO_BIN_EXE_xtask")) {
        return;
    }
    let receiver = Receiver::start("0");
    let (upstream, _gateway, mut client) = started(&format!("http://127.0.0.1:{}", receiver.port));
    let unsampled = streamed(&upstream, &mut client, &format!("traceparent: 00-{TRACE}-{PARENT}-00\r\n")).unwrap();
    assert!(unsampled.starts_with(&format!("00-{TRACE}-")) && unsampled.ends_with("-00"), "{unsampled}");
    let wrong = format!("traceparent: 00-{}-{PARENT}-01\r\ntracestate: a=b\r\n", TRACE.to_uppercase());
    let replaced = streamed(&upstream, &mut client, &wrong).unwrap();
    assert!(!replaced.contains(TRACE) && replaced.ends_with("-01"), "{replaced}");
    let (_, spans) = receiver.spans();
    assert_eq!(spans.len(), 2, "{spans:?}");
    assert_eq!(id(&spans[0]["traceId"]), replaced[3..35]);
    assert_eq!(spans[0].get("parentSpanId"), None);
}

#[test]
fn a_receiver_that_is_slow_or_away_delays_no_call_and_what_is_dropped_is_counted() {
    let quick = |url: &str| {
        let (upstream, gateway, mut client) = started(url);
        let began = Instant::now();
        for _ in 0..20 {
            streamed(&upstream, &mut client, "");
        }
        assert!(began.elapsed() < Duration::from_secs(5), "{url}: {:?}", began.elapsed());
        gateway
    };
    // It takes connections and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    drop(quick(&format!("http://{}", silent.local_addr().unwrap())));
    let mut gateway = quick("http://127.0.0.1:1");
    let dropped = gatewright_tests::eventually("it is counted", || {
        let metrics = gateway.ask_admin("/metrics").text();
        let line =
            metrics.lines().find_map(|line| line.strip_prefix(r#"gateway_otlp_spans_dropped_total{why="export"} "#));
        line.map(|count| count.parse::<u64>().unwrap()).filter(|count| *count > 0)
    });
    assert!((1..=20).contains(&dropped), "{dropped}");
}

#[test]
fn tokens_that_nobody_reports_are_marked() {
    if !prepared(env!("CARGO_BIN_EXE_xtask")) {
        return;
    }
    let receiver = Receiver::start("0");
    let (upstream, gateway, mut client) = started(&format!("http://127.0.0.1:{}", receiver.port));
    let body = br#"{"model":"gpt-4o","messages":[{"role":"user","content":"Hello there"}]}"#;
    client.request("POST", "/chat/completions", &format!("{JSON}x-request-id: counted\r\n"), body);
    let answer = r#"{"choices":[{"message":{"content":"Good day"}}]}"#;
    upstream.next().answer("200 OK", "content-type: application/json\r\n", answer.as_bytes());
    client.response();
    assert_eq!(gateway.logged("counted")["estimated"], true);
    let (_, spans) = receiver.spans();
    let exchange = spans.iter().find(|span| span["kind"] == "SPAN_KIND_CLIENT").unwrap();
    assert_eq!(attribute(exchange, "gatewright.estimated"), Some(true.into()));
    assert!(attribute(exchange, "gen_ai.usage.output_tokens").is_some(), "{exchange}");
    let (_, tokens) = receiver.next(|export| {
        let metrics = export["message"]["resourceMetrics"][0]["scopeMetrics"][0]["metrics"].as_array()?;
        metrics.iter().find(|metric| metric["name"] == "gen_ai.client.token.usage").cloned()
    });
    for point in tokens["histogram"]["dataPoints"].as_array().unwrap() {
        assert_eq!(attribute(point, "gatewright.estimated"), Some(true.into()), "{point}");
    }
}

#[test]
fn an_export_that_is_put_off_is_sent_again_as_it_was() {
    let (to, came) = mpsc::channel();
    let tries = AtomicUsize::new(0);
    let receiver = Upstream::answering(move |head, body| {
        let mut status = "200 OK";
        if head.first.contains("/v1/traces") {
            let headers = ["x-otlp-key", "x-more", "content-type"].map(|name| head.header(name).map(str::to_owned));
            to.send((headers, body.to_vec())).unwrap();
            if tries.fetch_add(1, Ordering::SeqCst) == 0 {
                status = "503 Service Unavailable";
            }
        }
        format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").into_bytes()
    });
    let upstream = Upstream::start();
    let site = Site::new().before(&upstream).with("OTLP_URL", &receiver.url()).with("OTLP_KEY", "key-of-otlp");
    let site = site.with("OTEL_EXPORTER_OTLP_HEADERS", "x-more=1");
    let mut gateway = Running::of(&build_other("traced"), site);
    streamed(&upstream, &mut gateway.client(), "");
    let next = || came.recv_timeout(Duration::from_secs(10)).expect("it is sent");
    let (first, second) = (next(), next());
    assert_eq!(first.0, ["key-of-otlp", "1", "application/x-protobuf"].map(|value| Some(value.to_owned())));
    assert!(first.1.windows(6).any(|part| part == b"gpt-4o"));
    assert_eq!(first, second);
    let metrics = gateway.ask_admin("/metrics").text();
    for why in ["queue", "export"] {
        assert!(metrics.contains(&format!("gateway_otlp_spans_dropped_total{{why=\"{why}\"}} 0\n")), "{metrics}");
    }
}

#[test]
fn a_full_queue_holds_no_call_and_what_is_dropped_is_counted() {
    const CALLS: usize = 12_000;
    /// What waits, and what is being sent meanwhile, are less than this.
    const KEPT: u64 = 8_192 + 2 * 1_024;
    // It takes connections and says nothing, for longer than the test lasts.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let upstream = Upstream::start();
    let site = Site::new().before(&upstream).with("OTLP_URL", &format!("http://{}", silent.local_addr().unwrap()));
    let site = site.with("OTLP_KEY", "key-of-otlp").with("OTEL_EXPORTER_OTLP_TIMEOUT", "120000");
    let mut gateway = Running::of(&build_other("traced"), site);
    let address = gateway.address();
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut client = Client::connect(address);
                for _ in 0..CALLS / 4 {
                    client.request("GET", "/nowhere", "", b"");
                    assert_eq!(client.response().status(), 404);
                }
            });
        }
    });
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
    let metrics = gateway.ask_admin("/metrics").text();
    let dropped =
        metrics.lines().find_map(|line| line.strip_prefix(r#"gateway_otlp_spans_dropped_total{why="queue"} "#));
    let dropped: u64 = dropped.unwrap().parse().unwrap();
    assert!((CALLS as u64 - KEPT..CALLS as u64 - 8_192).contains(&dropped), "{dropped}");
}

#[test]
fn a_gateway_that_ends_sends_what_is_left() {
    if !prepared(env!("CARGO_BIN_EXE_xtask")) {
        return;
    }
    let receiver = Receiver::start("0");
    let (upstream, gateway, mut client) = started(&format!("http://127.0.0.1:{}", receiver.port));
    let headers = format!("traceparent: 00-{TRACE}-{PARENT}-01\r\n");
    streamed(&upstream, &mut client, &headers);
    client.leave();
    // Before the half second in which spans are gathered is over.
    gateway.terminate();
    let ended = gateway.wait();
    assert!(ended.status.success(), "{}", ended.err);
    let (_, spans) = receiver.spans();
    assert_eq!((spans.len(), id(&spans[0]["traceId"])), (2, TRACE.to_owned()));
    let (_, tokens) = receiver.next(|export| {
        let metrics = export["message"]["resourceMetrics"][0]["scopeMetrics"][0]["metrics"].as_array()?;
        metrics.iter().find(|metric| metric["name"] == "gen_ai.client.token.usage").cloned()
    });
    assert_eq!(tokens["histogram"]["dataPoints"].as_array().unwrap().len(), 2);
}
