//! Requests that two readers would take for different ones (RFC 9112, sections 2.2, 5, 6, 7 and 11.2), byte by byte. Behind each
//! stands a second request, which must never be taken for one of its own after a refusal.

use std::time::Duration;

use gatewright_tests::{Client, Running, Upstream};

use super::exposed;

/// The request that would be smuggled in.
const SECOND: &str = "GET /things/smuggled HTTP/1.1\r\nhost: g\r\n\r\n";

/// What the gateway says to bytes, until it closes.
fn said(gateway: &mut Running, bytes: &[u8]) -> String {
    let mut client = gateway.client();
    client.send_or_not(bytes);
    String::from_utf8_lossy(&client.rest().unwrap_or_default()).into_owned()
}

/// Whether it is one refusal, and the end of the connection.
fn refused(upstream: &Upstream, gateway: &mut Running, what: &str, bytes: &[u8]) -> Result<(), String> {
    let said = said(gateway, bytes);
    let answers = said.matches("HTTP/1.1 ").count();
    let status: Option<u16> = said.get(9..12).and_then(|status| status.parse().ok());
    let through = upstream.next_within(Duration::from_millis(50)).map(|exchange| exchange.head.first.clone());
    match (status, through) {
        (Some(400..=499 | 501), None) if answers == 1 => Ok(()),
        (_, through) => Err(format!("{what}: {said:?}, and {through:?} came through\n")),
    }
}

#[test]
fn requests_whose_framing_can_be_read_in_two_ways_are_refused() {
    let upstream = Upstream::start();
    let (mut gateway, _) = exposed(&upstream);
    let mut wrong = String::new();
    let post = |headers: &str, body: &str| format!("POST /things/x HTTP/1.1\r\nhost: g\r\n{headers}\r\n{body}{SECOND}");
    let chunked = |body: &str| post("transfer-encoding: chunked\r\n", body);
    let cases = [
        ("two lengths", post("content-length: 3\r\ncontent-length: 5\r\n", "abc")),
        ("two lengths in one line", post("content-length: 3, 5\r\n", "abc")),
        ("a length with a sign", post("content-length: +3\r\n", "abc")),
        ("a length below nothing", post("content-length: -1\r\n", "")),
        ("a length in hexadecimal", post("content-length: 0x3\r\n", "abc")),
        ("a length with a fraction", post("content-length: 3.0\r\n", "abc")),
        ("a length beyond all numbers", post("content-length: 18446744073709551619\r\n", "abc")),
        ("no length at all", post("content-length: \r\n", "")),
        ("a space before the colon", post("content-length : 3\r\n", "abc")),
        ("a space before the colon of the coding", post("transfer-encoding : chunked\r\n", "0\r\n\r\n")),
        ("a tab before the colon", post("transfer-encoding\t: chunked\r\n", "0\r\n\r\n")),
        ("a folded line", post("x-a: b\r\n transfer-encoding: chunked\r\n", "")),
        ("a folded coding", post("transfer-encoding:\r\n chunked\r\n", "0\r\n\r\n")),
        ("a line that begins with a space", post(" x-a: b\r\n", "")),
        ("another coding", post("transfer-encoding: gzip\r\n", "")),
        ("two codings", post("transfer-encoding: gzip, chunked\r\n", "0\r\n\r\n")),
        ("chunked twice", post("transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n", "0\r\n\r\n")),
        ("chunked and then not", post("transfer-encoding: chunked, identity\r\n", "0\r\n\r\n")),
        ("a coding that only looks like it", post("transfer-encoding: xchunked\r\n", "0\r\n\r\n")),
        ("a coding in quotes", post("transfer-encoding: \"chunked\"\r\n", "0\r\n\r\n")),
        ("a coding with a vertical tab", post("transfer-encoding: \u{b}chunked\r\n", "0\r\n\r\n")),
        ("a coding with a parameter", post("transfer-encoding: chunked;a=b\r\n", "0\r\n\r\n")),
        ("a header without a name", post(": x\r\n", "")),
        ("a header without a colon", post("x-a\r\n", "")),
        ("a carriage return within a value", post("x-a: b\rtransfer-encoding: chunked\r\n", "")),
        ("a null within a value", post("x-a: b\0c\r\n", "")),
        ("two hosts", post("host: other\r\n", "")),
        ("no host", format!("GET /things/x HTTP/1.1\r\n\r\n{SECOND}")),
        (
            "chunks in HTTP/1.0",
            post("", "").replacen("HTTP/1.1\r\nhost: g", "HTTP/1.0\r\nhost: g\r\ntransfer-encoding: chunked", 1),
        ),
        ("two spaces in the first line", format!("GET  /things/x HTTP/1.1\r\nhost: g\r\n\r\n{SECOND}")),
        ("a tab in the first line", format!("GET\t/things/x HTTP/1.1\r\nhost: g\r\n\r\n{SECOND}")),
        ("a version that is none", format!("GET /things/x HTTP/1.2\r\nhost: g\r\n\r\n{SECOND}")),
        ("no version", format!("GET /things/x\r\nhost: g\r\n\r\n{SECOND}")),
        ("a chunk's size with a sign", chunked("+3\r\nabc\r\n0\r\n\r\n")),
        ("a chunk's size below nothing", chunked("-1\r\nabc\r\n0\r\n\r\n")),
        ("a chunk's size with a prefix", chunked("0x3\r\nabc\r\n0\r\n\r\n")),
        ("a chunk's size beyond all numbers", chunked("10000000000000003\r\nabc\r\n0\r\n\r\n")),
        ("no chunk's size", chunked("\r\nabc\r\n0\r\n\r\n")),
        ("a chunk longer than its size", chunked("2\r\nabc\r\n0\r\n\r\n")),
        ("a chunk's size and a line feed alone", chunked("3\nabc\r\n0\r\n\r\n")),
        ("a chunk and a line feed alone", chunked("3\r\nabc\n0\r\n\r\n")),
        ("a line feed in a chunk's extension", chunked("3;a\nb\r\nabc\r\n0\r\n\r\n")),
        ("a carriage return in a chunk's extension", chunked("3;a\rb\r\nabc\r\n0\r\n\r\n")),
        ("a chunk's size and more", chunked("3 3\r\nabc\r\n0\r\n\r\n")),
    ];
    for (what, bytes) in &cases {
        wrong += &refused(&upstream, &mut gateway, what, bytes.as_bytes()).err().unwrap_or_default();
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_length_beside_chunks_is_refused_whichever_comes_first() {
    let upstream = Upstream::start();
    let (mut gateway, _) = exposed(&upstream);
    let (length, chunks) = ("content-length: 4\r\n", "transfer-encoding: chunked\r\n");
    let mut wrong = String::new();
    for headers in [
        format!("{length}{chunks}"),
        format!("{chunks}{length}"),
        format!("{chunks}x-a: b\r\n{}", length.to_uppercase()),
        format!("{}x-a: b\r\n{chunks}", length.to_uppercase()),
    ] {
        // Read by its length, what stands behind the first bytes of the chunks would be a request.
        let bytes = format!("POST /things/x HTTP/1.1\r\nhost: g\r\n{headers}\r\n2d\r\n{SECOND}\r\n0\r\n\r\n");
        wrong += &refused(&upstream, &mut gateway, &headers, bytes.as_bytes()).err().unwrap_or_default();
        // The same where the head comes in pieces.
        let mut client = gateway.client();
        for piece in bytes.as_bytes().chunks(7) {
            if !client.send_or_not(piece) {
                break;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        let said = String::from_utf8_lossy(&client.rest().unwrap_or_default()).into_owned();
        if !said.starts_with("HTTP/1.1 400 ") || said.matches("HTTP/1.1 ").count() > 1 {
            wrong += &format!("in pieces: {headers}: {said}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(upstream.next_within(Duration::from_millis(50)).is_none());
}

#[test]
fn lines_that_end_with_a_line_feed_alone_are_refused() {
    let upstream = Upstream::start();
    let (mut gateway, _) = exposed(&upstream);
    let mut wrong = String::new();
    for (what, bytes) in [
        ("the first line", format!("GET /things/x HTTP/1.1\nhost: g\r\n\r\n{SECOND}")),
        ("a header", format!("GET /things/x HTTP/1.1\r\nhost: g\nx-a: b\r\n\r\n{SECOND}")),
        ("the end of the head", format!("GET /things/x HTTP/1.1\r\nhost: g\r\n\n{SECOND}")),
        (
            "a header in a value",
            format!("POST /things/x HTTP/1.1\r\nhost: g\r\nx-a: b\ncontent-length: 4\r\n\r\nabcd{SECOND}"),
        ),
    ] {
        wrong += &refused(&upstream, &mut gateway, what, bytes.as_bytes()).err().unwrap_or_default();
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_is_only_odd_reaches_the_backend_with_one_plain_framing() {
    let upstream = Upstream::start();
    let (mut gateway, _) = exposed(&upstream);
    for (head, body) in [
        ("transfer-encoding: Chunked\r\n", "3;a=b\r\nabc\r\n0\r\nx-trailer: 1\r\n\r\n"),
        ("Transfer-Encoding:\tchunked \r\n", "0003\r\nabc\r\n0\r\n\r\n"),
        ("content-length: 3\r\ncontent-length: 3\r\n", "abc"),
        ("content-length: 003\r\n", "abc"),
    ] {
        let mut client: Client = gateway.client();
        client.send(format!("POST /things/x HTTP/1.1\r\nhost: g\r\n{head}\r\n{body}").as_bytes());
        let mut exchange = upstream.next();
        let framings = exchange.head.all("content-length").len() + exchange.head.all("transfer-encoding").len();
        assert_eq!((exchange.body.as_slice(), framings), (&b"abc"[..], 1), "{head}");
        exchange.answer("200 OK", "", b"");
        assert_eq!(client.response().status(), 200);
    }
}

#[test]
fn several_requests_at_once_are_several_requests() {
    let upstream = Upstream::start();
    let (mut gateway, _) = exposed(&upstream);
    let mut client = gateway.client();
    let body = "POST /things/1 HTTP/1.1\r\nhost: g\r\ncontent-length: 3\r\n\r\nabc";
    let chunks = "POST /things/2 HTTP/1.1\r\nhost: g\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    client.send(format!("{body}{chunks}{SECOND}").as_bytes());
    for path in ["/1", "/2", "/smuggled"] {
        let mut exchange = upstream.next();
        assert_eq!(exchange.head.target(), path);
        exchange.answer("200 OK", "", path.as_bytes());
        assert_eq!(client.response().text(), path);
    }
}
