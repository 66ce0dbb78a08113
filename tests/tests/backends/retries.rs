//! The policy `retry`: which attempts are made, with which body, how long they wait, and what is told of them.

use std::net::TcpListener;
use std::thread::sleep;
use std::time::{Duration, Instant};

use gatewright_tests::{Running, Site, Upstream, eventually};

use super::{before, before_all, binary, metric};

#[test]
fn a_call_is_sent_again_as_long_as_the_condition_holds() {
    let upstream = Upstream::start();
    let (mut gateway, mut client) = before(&upstream);
    let body = br#"{"some":"body"}"#;
    client.request("POST", "/retried/a?b=c", "x-request-id: again\r\n", body);
    for (attempt, status) in ["429 Slow", "200 OK", "200 OK"].into_iter().enumerate() {
        let mut exchange = upstream.next();
        assert_eq!((exchange.head.target(), exchange.body.as_slice()), ("/a?b=c", body.as_slice()));
        assert_eq!(exchange.head.all("x-attempt").len(), attempt + 1, "the policies below it run each time");
        // The second time it is a header that asks for another attempt.
        let headers = if attempt == 1 { "x-again: yes\r\n" } else { "x-answer: third\r\n" };
        exchange.answer(status, headers, b"some answer");
    }
    let response = client.response();
    assert_eq!((response.status(), response.text().as_str()), (200, "some answer"));
    assert_eq!((response.head.header("x-answer"), response.head.header("x-status")), (Some("third"), Some("200")));
    let line = gateway.logged("again");
    assert_eq!((&line["attempts"], &line["upstream_status"]), (&3.into(), &200.into()), "{line}");
    let failed: Vec<String> =
        line["failed_attempts"].as_array().unwrap().iter().map(|one| one["status"].to_string()).collect();
    assert_eq!(failed, ["429", "200"], "{line}");
    let series = "gateway_upstream_retries_total{backend=\"first\",cause=\"429\"}";
    assert_eq!(metric(&mut gateway, series), Some(1));
    assert_eq!(upstream.connections(), 1, "an answer that nobody wants leaves its connection");
}

#[test]
fn the_last_answer_is_the_calls() {
    let upstream = Upstream::start();
    let (gateway, mut client) = before(&upstream);
    client.request("GET", "/retried/a", "x-request-id: spent\r\n", b"");
    for retry_after in [1, 2, 3] {
        upstream.next().answer("429 Slow", &format!("retry-after: {retry_after}\r\n"), b"too many");
    }
    let response = client.response();
    assert_eq!((response.status(), response.text().as_str()), (429, "too many"));
    assert_eq!(response.head.header("retry-after"), Some("3"));
    assert_eq!(response.head.header("x-failed"), None, "it is the backend's answer, and no error of the gateway");
    assert_eq!(gateway.logged("spent")["attempts"], 3);
    // What the condition doesn't speak of is answered at once.
    client.request("GET", "/retried/a", "x-request-id: once\r\n", b"");
    upstream.next().answer("500 Oops", "", b"");
    assert_eq!(client.response().status(), 500);
    assert_eq!(gateway.logged("once")["attempts"], 1);
}

#[test]
fn an_attempt_without_an_answer_counts_as_what_the_caller_would_get() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let second = Upstream::start();
    let site = Site::new().with("FIRST_URL", &format!("http://{free}")).with("SECOND_URL", &second.url());
    let mut gateway = Running::of(binary(), site);
    let mut client = gateway.client();
    client.request("POST", "/retried-elsewhere/a", "x-request-id: unreached\r\n", b"body");
    let mut exchange = second.next();
    assert_eq!(exchange.body, b"body");
    exchange.answer("200 OK", "", b"fine");
    drop(exchange);
    assert_eq!(client.response().text(), "fine");
    let line = gateway.logged("unreached");
    assert_eq!((&line["backend"], &line["failed_attempts"][0]["cause"]), (&"second".into(), &"connect".into()));
    // Not one answer: the error is that of the last attempt.
    client.request("POST", "/retried-elsewhere/a", "x-request-id: silent\r\n", b"body");
    let exchange = second.next();
    let response = client.response();
    assert_eq!(
        (response.status(), response.json()["code"].as_str()),
        (504, Some("backend_timeout")),
        "{}",
        response.text()
    );
    exchange.wait_closed();
    assert_eq!(gateway.logged("silent")["attempts"], 2);
}

#[test]
fn a_condition_sees_what_became_of_a_connection() {
    // 503 is a status that `/retried` asks again for; 502 is none.
    let upstream = Upstream::start();
    let (gateway, mut client) = before(&upstream);
    client.request("GET", "/retried/a", "x-request-id: broken\r\n", b"");
    upstream.next().close();
    let response = client.response();
    assert_eq!((response.status(), response.head.header("x-failed")), (502, Some("yes")));
    assert_eq!(gateway.logged("broken")["error"], "backend_connection_failure");
}

#[test]
fn a_body_that_is_larger_than_what_is_kept_is_sent_once() {
    let upstream = Upstream::start();
    let (_gateway, mut client) = before(&upstream);
    for (size, passes) in [(1024, true), (1025, false)] {
        client.send(b"POST /retried/a HTTP/1.1\r\nhost: g\r\ntransfer-encoding: chunked\r\n\r\n");
        for piece in vec![b'x'; size].chunks(400) {
            client.send(&[format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat());
        }
        client.send(b"0\r\n\r\n");
        let mut failed = upstream.next();
        assert_eq!(failed.body.len(), size);
        failed.answer("429 Slow", "", b"");
        drop(failed);
        if passes {
            let mut again = upstream.next();
            assert_eq!(again.body.len(), size);
            again.answer("200 OK", "", b"");
        }
        assert_eq!(client.response().status(), if passes { 200 } else { 429 });
    }
    // What was read whole can be sent again, however large it is.
    let (first, second) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = before_all(&[&first, &second]);
    let large = vec![b'x'; 100_000];
    client.request("POST", "/retried-elsewhere/a", "", &large);
    first.next().answer("500 Oops", "", b"");
    let mut again = second.next();
    assert_eq!(again.body, large);
    again.answer("200 OK", "", b"");
    assert_eq!(client.response().status(), 200);
}

#[test]
fn a_stream_that_began_is_not_asked_for_again() {
    let upstream = Upstream::start();
    let (gateway, mut client) = before(&upstream);
    client.request("POST", "/retried/a", "x-request-id: began\r\n", b"body");
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    exchange.chunk(b"data: one\n\n");
    let head = client.head();
    assert_eq!((head.status(), client.chunk().unwrap()), (200, b"data: one\n\n".to_vec()));
    exchange.reset();
    let rest = String::from_utf8(client.chunk().unwrap()).unwrap();
    assert!(rest.contains("error"), "{rest}");
    assert!(client.chunk().unwrap().is_empty());
    let line = gateway.logged("began");
    assert_eq!((&line["attempts"], &line["ended_by"]), (&1.into(), &"upstream".into()), "{line}");
    assert!(upstream.next_within(Duration::ZERO).is_none());
}

#[test]
fn an_attempt_goes_to_a_member_that_the_call_has_not_tried() {
    let [first, second] = [Upstream::start(), Upstream::start()];
    let (gateway, mut client) = before_all(&[&first, &second]);
    // Three turns of four are the first one's, so that without regard to the call it would often have both attempts.
    for turn in 0..6 {
        client.request("GET", "/retried-pool/a", &format!("x-request-id: turn-{turn}\r\n"), b"");
        let [at_first, at_second] = [(&first, &second), (&second, &first)]
            .map(|(one, other)| move || one.next_within(Duration::from_millis(10)).map(|exchange| (exchange, other)));
        let (mut failing, other) = eventually("an attempt", || at_first().or_else(&at_second));
        failing.answer("429 Slow", "", b"");
        drop(failing);
        other.next().answer("200 OK", "", b"");
        assert_eq!(client.response().status(), 200);
        assert_eq!(gateway.logged(&format!("turn-{turn}"))["attempts"], 2);
    }
}

#[test]
fn waits_grow_as_they_are_written() {
    let upstream = Upstream::start();
    let (_gateway, mut client) = before(&upstream);
    client.request("GET", "/retried-slowly/a", "", b"");
    let mut waits = Vec::new();
    let mut failed = Instant::now();
    for _ in 0..4 {
        let mut exchange = upstream.next();
        waits.push(failed.elapsed().as_millis());
        failed = Instant::now();
        exchange.answer("500 Oops", "", b"");
    }
    assert_eq!(client.response().status(), 500);
    // None before the second attempt, since it is said so; then 300 ms and as much for each further attempt.
    assert!(waits[1] < 250, "{waits:?}");
    assert!((600..850).contains(&waits[2]) && (900..1200).contains(&waits[3]), "{waits:?}");
}

#[test]
fn a_caller_that_leaves_is_not_waited_for() {
    let upstream = Upstream::start();
    let (gateway, mut client) = before(&upstream);
    client.request("GET", "/retried-slowly/a", "x-request-id: left\r\n", b"");
    upstream.next().answer("500 Oops", "", b"");
    upstream.next().answer("500 Oops", "", b"");
    // It waits for 600 ms now.
    sleep(Duration::from_millis(100));
    client.leave();
    assert_eq!(gateway.logged("left")["status"], 499);
    assert!(upstream.next_within(Duration::from_millis(800)).is_none());
}

#[test]
fn a_body_that_breaks_off_is_no_failure_of_the_backend() {
    let upstream = Upstream::start();
    let (gateway, mut client) = before(&upstream);
    client.send(b"POST /retried/a HTTP/1.1\r\nhost: g\r\nx-request-id: torn\r\ntransfer-encoding: chunked\r\n\r\n4\r\nbody\r\nzz");
    let response = client.response();
    assert_eq!((response.status(), response.json()["code"].as_str()), (400, Some("incomplete_body")));
    assert_eq!(gateway.logged("torn")["attempts"], 1);
}
