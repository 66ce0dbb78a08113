//! What a gateway's limits do, over its sockets, and what becomes of calls that no operation of a document has.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use gatewright_tests::{Client, JSON, Running, Site, Upstream, build_other};

fn binary() -> &'static PathBuf {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| build_other("bounds"))
}

fn started() -> (Upstream, Running, Client) {
    let upstream = Upstream::start();
    let mut gateway = Running::of(binary(), Site::new().before(&upstream));
    let client = gateway.client();
    (upstream, gateway, client)
}

/// The limits of the gateway file are half a second; whoever waits for one has waited that long, and not for ever.
fn took_its_time(since: Instant) {
    let took = since.elapsed();
    assert!((Duration::from_millis(400)..Duration::from_secs(5)).contains(&took), "{took:?}");
}

#[test]
fn unmatched_calls_are_forwarded_as_they_came_where_the_gateway_file_says_so() {
    let (upstream, _gateway, mut client) = started();
    for (method, target, body) in [
        ("GET", "/other?a=1&a=%20", ""),
        ("PATCH", "/things/5", r#"{"any":"thing"}"#),
        ("GET", "/things/x/y", ""),
        ("POST", "/", "text"),
    ] {
        client.request(method, &format!("/open{target}"), "x-end: 1\r\n", body.as_bytes());
        let mut exchange = upstream.next();
        assert_eq!(exchange.head.first, format!("{method} {target} HTTP/1.1"));
        assert_eq!((exchange.body.as_slice(), exchange.head.header("x-end")), (body.as_bytes(), Some("1")));
        exchange.answer("203 Something Else", "x-back: 1\r\n", b"answer");
        drop(exchange);
        let response = client.response();
        assert_eq!((response.status(), response.text().as_str()), (203, "answer"));
    }
    // What the document has is checked all the same.
    for (method, target, body, status) in
        [("GET", "/open/things/x", "", 404), ("PUT", "/open/things/5", "{}", 400), ("GET", "/closed/other", "", 404)]
    {
        client.request(method, target, JSON, body.as_bytes());
        assert_eq!(client.response().status(), status, "{method} {target}");
    }
    client.request("PATCH", "/closed/things/5", "", b"");
    assert_eq!(client.response().head.header("allow"), Some("GET, PUT"));
}

#[test]
fn a_head_that_does_not_come_ends_the_connection() {
    let (upstream, mut gateway, _) = started();
    for begun in ["", "GET /open/x HTTP/1.1\r\nhost: g\r\n"] {
        let mut client = gateway.client();
        let since = Instant::now();
        client.send(begun.as_bytes());
        let said = String::from_utf8_lossy(&client.rest().unwrap()).into_owned();
        took_its_time(since);
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 408 "), "{said}");
    }
    assert_eq!(upstream.connections(), 0);
}

#[test]
fn a_body_that_stops_coming_is_refused_and_never_looks_whole_to_the_backend() {
    let (upstream, mut gateway, _) = started();
    for target in ["/closed/things/5", "/open/anything"] {
        let mut client = gateway.client();
        let since = Instant::now();
        let head = format!("PUT {target} HTTP/1.1\r\nhost: g\r\n{JSON}content-length: 20\r\n\r\n");
        client.send(format!("{head}{{\"name\":").as_bytes());
        assert_eq!(client.response().status(), 408, "{target}");
        took_its_time(since);
        assert!(upstream.next_within(Duration::from_millis(100)).is_none(), "{target}");
    }
}

#[test]
fn a_drain_ends_at_its_deadline() {
    let (upstream, gateway, mut client) = started();
    client.request("GET", "/open/events", "", b"");
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    assert_eq!(client.head().status(), 200);
    let since = Instant::now();
    gateway.terminate();
    let ended = gateway.wait();
    assert!((Duration::from_millis(600)..Duration::from_secs(10)).contains(&since.elapsed()), "{:?}", since.elapsed());
    assert_eq!(ended.status.code(), Some(1), "what was cut off is told: {}", ended.err);
    assert!(client.rest().is_ok_and(|rest| !rest.ends_with(b"0\r\n\r\n")), "a cut stream has no clean end");
    exchange.wait_closed();
}

#[test]
fn another_transfer_coding_than_chunked_is_not_taken() {
    let (upstream, mut gateway, _) = started();
    for coding in ["gzip, chunked", "chunked, chunked", "gzip,\r\n chunked"] {
        let mut client = gateway.client();
        let head = format!("PUT /open/x HTTP/1.1\r\nhost: g\r\ntransfer-encoding: {coding}\r\n\r\n");
        client.send(format!("{head}2\r\nab\r\n0\r\n\r\n").as_bytes());
        let status = client.response().status();
        // One that is folded is no header at all (RFC 9112, section 5.2).
        assert_eq!(status, if coding.contains('\r') { 400 } else { 501 }, "{coding}");
    }
    let mut client = gateway.client();
    client.send(b"PUT /open/x HTTP/1.1\r\nhost: g\r\ntransfer-encoding: Chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n");
    assert_eq!(upstream.next().body, b"ab");
}

#[test]
fn an_answer_with_more_headers_than_are_taken_is_a_bad_gateway() {
    let (upstream, gateway, mut client) = started();
    for (count, status) in [(90, 200), (120, 502)] {
        client.request("GET", "/open/x", "x-request-id: many\r\n", b"");
        let headers: String = (0..count).map(|number| format!("x-{number}: 1\r\n")).collect();
        let mut exchange = upstream.next();
        exchange.answer("200 OK", &headers, b"");
        let response = client.response();
        assert_eq!(response.status(), status, "{count}: {}", response.text());
    }
    assert_eq!(gateway.logged("many")["status"], 200);
}

#[test]
fn the_binary_says_its_version() {
    let output = std::process::Command::new(binary()).arg("--version").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said, format!("bounds on gatewright-runtime {}\n", env!("CARGO_PKG_VERSION")));
}
