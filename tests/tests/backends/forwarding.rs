//! The policy `forward-request`: how a call is sent.

use std::time::Duration;

use gatewright_tests::{Response, Upstream};

use super::{before, get};

#[test]
fn its_time_limit_takes_the_place_of_the_backends() {
    let upstream = Upstream::start();
    let (_gateway, mut client) = before(&upstream);
    // The backend itself has 300 ms.
    client.request("GET", "/forwarded/a", "", b"");
    let mut exchange = upstream.next();
    std::thread::sleep(Duration::from_millis(600));
    exchange.answer("200 OK", "", b"late");
    drop(exchange);
    assert_eq!(client.response().text(), "late");
    client.request("GET", "/forwarded/a", "", b"");
    let exchange = upstream.next();
    let response = client.response();
    assert_eq!((response.status(), response.json()["code"].as_str()), (504, Some("backend_timeout")));
    exchange.wait_closed();
}

#[test]
fn redirections_within_the_server_are_followed() {
    let upstream = Upstream::start();
    let (gateway, mut client) = before(&upstream);
    client.request("PUT", "/forwarded/a?b=c", "x-request-id: led\r\n", b"");
    let mut exchange = upstream.next();
    assert_eq!(exchange.head.target(), "/base/a?b=c");
    exchange.answer("307 Elsewhere", "location: /other/x?y=z\r\n", b"moved");
    drop(exchange);
    let mut exchange = upstream.next();
    assert_eq!(exchange.head.first.as_str(), "PUT /other/x?y=z HTTP/1.1");
    exchange.answer("303 See", &format!("location: {}/third\r\n", upstream.url()), b"");
    drop(exchange);
    let mut exchange = upstream.next();
    assert_eq!(exchange.head.first.as_str(), "GET /third HTTP/1.1");
    exchange.answer("200 OK", "", b"there");
    assert_eq!(client.response().text(), "there");
    assert_eq!(gateway.logged("led")["attempts"], 1);
    assert_eq!(upstream.connections(), 1);
}

#[test]
fn other_redirections_are_the_callers() {
    let (upstream, other) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = before(&upstream);
    let mut redirected = |path: &str, body: &[u8], to: &str| -> Response {
        client.request("POST", path, "", body);
        upstream.next().answer("307 Elsewhere", &format!("location: {to}\r\n"), b"moved");
        client.response()
    };
    // To another server; with a body that streams through; and where nothing is said of it.
    let elsewhere = format!("{}/a", other.url());
    for (path, body, to) in [
        ("/forwarded/a", b"".as_slice(), elsewhere.as_str()),
        ("/forwarded/a", b"body", "/x"),
        ("/strictly/a", b"", "/x"),
    ] {
        let response = redirected(path, body, to);
        assert_eq!(
            (response.status(), response.head.header("location"), response.text().as_str()),
            (307, Some(to), "moved")
        );
    }
    assert!(other.next_within(Duration::ZERO).is_none());
    // One that leads in circles is followed five times.
    client.request("GET", "/forwarded/a", "", b"");
    for _ in 0..6 {
        upstream.next().answer("302 Elsewhere", "location: /round\r\n", b"");
    }
    assert_eq!(client.response().status(), 302);
}

#[test]
fn a_body_is_read_whole_before_any_of_it_is_sent() {
    let upstream = Upstream::start();
    let (_gateway, mut client) = before(&upstream);
    client.send(b"POST /strictly/a HTTP/1.1\r\nhost: g\r\ntransfer-encoding: chunked\r\n\r\n4\r\nsome\r\n");
    assert!(upstream.next_within(Duration::from_millis(200)).is_none());
    client.send(b"5\r\n more\r\n0\r\n\r\n");
    let mut exchange = upstream.next();
    assert_eq!(
        (exchange.body.as_slice(), exchange.head.header("content-length")),
        (b"some more".as_slice(), Some("9"))
    );
    exchange.answer("200 OK", "", b"fine");
    let response = client.response();
    assert_eq!((response.text().as_str(), response.head.header("x-status")), ("fine", Some("200")));
    // Else it goes as it comes.
    client.send(b"POST /forwarded/a HTTP/1.1\r\nhost: g\r\ntransfer-encoding: chunked\r\n\r\n4\r\nsome\r\n0\r\n\r\n");
    let mut exchange = upstream.next();
    assert_eq!(exchange.head.header("content-length"), None);
    exchange.answer("200 OK", "", b"");
    client.response();
}

#[test]
fn an_error_of_the_backend_is_one_of_the_gateway_where_that_is_asked_for() {
    let upstream = Upstream::answering(|head, _| match head.target() {
        "/399" => b"HTTP/1.1 399 Odd\r\ncontent-length: 0\r\n\r\n".to_vec(),
        "/400" => b"HTTP/1.1 400 Bad\r\ncontent-length: 0\r\n\r\n".to_vec(),
        _ => b"HTTP/1.1 599 Odd\r\ncontent-length: 6\r\n\r\nsecret".to_vec(),
    });
    let (gateway, mut client) = before(&upstream);
    let passed = get(&mut client, "/strictly/399");
    assert_eq!(
        (passed.status(), passed.head.header("x-status"), passed.head.header("x-failed")),
        (399, Some("399"), None)
    );
    for status in [400, 599] {
        client.request("GET", &format!("/strictly/{status}"), &format!("x-request-id: strict-{status}\r\n"), b"");
        let failed = client.response();
        assert_eq!((failed.status(), failed.json()["code"].as_str()), (status, Some("backend_error_status")));
        assert_eq!((failed.head.header("x-status"), failed.head.header("x-failed")), (None, Some("yes")));
        assert!(!failed.text().contains("secret"));
        assert_eq!(gateway.logged(&format!("strict-{status}"))["upstream_status"], status);
    }
    // Without it such an answer passes.
    assert_eq!(get(&mut client, "/forwarded/599").text(), "secret");
}
