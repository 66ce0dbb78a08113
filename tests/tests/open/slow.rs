//! Clients that take their time, and clients that want too much.

use std::time::{Duration, Instant};

use gatewright_tests::{Client, JSON, Upstream};

use super::{echo, exposed};

fn between(since: Instant, least: u64, most: u64) {
    let took = since.elapsed();
    assert!((Duration::from_millis(least)..Duration::from_millis(most)).contains(&took), "{took:?}");
}

#[test]
fn a_head_that_trickles_is_cut_off() {
    let upstream = echo();
    let (_gateway, mut client) = exposed(&upstream);
    let since = Instant::now();
    client.send(b"GET /things/x HTTP/1.1\r\nhost: g\r\n");
    // A header now and then: the time is that of the whole head.
    while since.elapsed() < Duration::from_secs(10) && client.send_or_not(b"x-more: 1\r\n") {
        std::thread::sleep(Duration::from_millis(50));
    }
    between(since, 500, 5000);
    assert_eq!(upstream.connections(), 0);
}

#[test]
fn a_body_that_trickles_is_cut_off() {
    for (target, length) in [("/things/checked", true), ("/things/checked", false), ("/things/other", false)] {
        let upstream = Upstream::start();
        let (_gateway, mut client) = exposed(&upstream);
        let since = Instant::now();
        let framing = if length { "content-length: 1000" } else { "transfer-encoding: chunked" };
        client.send(format!("POST {target} HTTP/1.1\r\nhost: g\r\n{JSON}{framing}\r\n\r\n").as_bytes());
        let piece: &[u8] = if length { b" " } else { b"1\r\n \r\n" };
        while since.elapsed() < Duration::from_secs(10) && client.send_or_not(piece) {
            std::thread::sleep(Duration::from_millis(100));
        }
        between(since, 1300, 8000);
        let answer = String::from_utf8_lossy(&client.rest().unwrap_or_default()).into_owned();
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408 "), "{target}: {answer}");
        assert!(upstream.next_within(Duration::from_millis(50)).is_none(), "{target}: it came whole");
    }
}

#[test]
fn a_client_that_takes_nothing_of_its_answer_is_cut_off_and_the_backend_with_it() {
    let upstream = Upstream::start();
    let (gateway, mut client) = exposed(&upstream);
    client.request("GET", "/things/x", "x-request-id: unread\r\n", b"");
    let mut exchange = upstream.next();
    exchange.begin("application/octet-stream");
    let since = Instant::now();
    let piece = "x".repeat(64 << 10);
    while since.elapsed() < Duration::from_secs(20) && exchange.would_take(piece.as_bytes(), Duration::from_secs(10)) {}
    between(since, 900, 15_000);
    assert_eq!(gateway.logged("unread")["ended_by"], "client");
}

#[test]
fn connections_beyond_the_limit_wait_for_one_to_end() {
    let upstream = echo();
    let (mut gateway, first) = exposed(&upstream);
    let mut open: Vec<Client> = (0..19).map(|_| gateway.client()).collect();
    open.push(first);
    for client in &mut open {
        client.request("GET", "/things/x", "", b"");
        assert_eq!(client.response().status(), 200);
    }
    let before = upstream.connections();
    let mut further = gateway.client();
    further.request("GET", "/things/further", "", b"");
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(upstream.connections(), before, "it is not served yet");
    open.pop().unwrap().leave();
    assert_eq!(further.response().status(), 200);
    // Who holds a connection without calling is cut off, so that nobody can hold all of them.
    let since = Instant::now();
    for mut idle in open {
        let _ = idle.rest();
    }
    between(since, 0, 5000);
}

#[test]
fn heads_and_bodies_beyond_their_limits_are_refused() {
    let upstream = Upstream::start();
    let (mut gateway, _) = exposed(&upstream);
    let mut refused = |request: String, status: u16, what: &str| {
        let mut client = gateway.client();
        client.send_or_not(request.as_bytes());
        assert_eq!(client.response().status(), status, "{what}");
    };
    let headers: String = (0..40).map(|number| format!("x-{number}: 1\r\n")).collect();
    refused(format!("GET /things/x HTTP/1.1\r\nhost: g\r\n{headers}\r\n"), 431, "too many headers");
    let long = "x".repeat(9000);
    refused(format!("GET /things/x HTTP/1.1\r\nhost: g\r\nx-long: {long}\r\n\r\n"), 431, "a header too long");
    refused(format!("GET /things/{long} HTTP/1.1\r\nhost: g\r\n\r\n"), 431, "a target too long");
    let endless = "x".repeat(300_000);
    refused(format!("GET /things/x HTTP/1.1\r\nhost: g\r\nx-long: {endless}"), 431, "a head without an end");
    for target in ["/things/checked", "/things/other"] {
        let head = format!("POST {target} HTTP/1.1\r\nhost: g\r\n{JSON}");
        let json = format!("{{\"name\":\"{}\"}}", "x".repeat(70_000));
        refused(format!("{head}content-length: {}\r\n\r\n{json}", json.len()), 413, "a body by its length");
        refused(format!("{head}content-length: 99999999999\r\n\r\n"), 413, "a body by its length, and none of it");
        let chunked: String = json
            .as_bytes()
            .chunks(5000)
            .map(|piece| format!("{:x}\r\n{}\r\n", piece.len(), String::from_utf8_lossy(piece)))
            .collect();
        refused(format!("{head}transfer-encoding: chunked\r\n\r\n{chunked}0\r\n\r\n"), 413, "a body in chunks");
    }
    assert!(upstream.next_within(Duration::from_millis(100)).is_none(), "nothing came whole to the backend");
}
