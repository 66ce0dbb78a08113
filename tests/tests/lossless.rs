//! The bytes that the client sent are the bytes that the backend gets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bodies;

use std::io::Read;
use std::net::TcpListener;
use std::thread;

use bodies::{Random, chat};
use gatewright_tests::{CHAT, Framing, PATIENCE, Site, Upstream, started};
use sha2::{Digest, Sha256};

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn ten_thousand_checked_bodies_reach_the_backend_to_the_byte() {
    // The upstream answers with the hash of what it got.
    let upstream = Upstream::answering(|_, body| {
        let answer = format!("\"{}\"", hash(body));
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{answer}", answer.len())
            .into_bytes()
    });
    let mut gateway = Site::new().before(&upstream).start();
    let address = gateway.address();
    let senders = (0..4_u64).map(|sender| {
        thread::spawn(move || {
            let mut random = Random::new(sender);
            let mut client = gatewright_tests::Client::connect(address);
            for count in 0..2_500 {
                let body = chat(&mut random);
                let id = format!("content-type: application/json\r\nx-request-id: {sender}-{count}\r\n");
                if random.below(8) == 0 {
                    // In chunks of the client's own sizes.
                    client.admitted("POST", CHAT, &format!("{id}transfer-encoding: chunked\r\n"), b"");
                    for piece in body.chunks(1 + random.below(700)) {
                        client.send(&[format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat());
                    }
                    client.send(b"0\r\n\r\n");
                } else {
                    client.admitted("POST", CHAT, &id, &body);
                }
                let response = client.response();
                let shown = || format!("sender {sender}, body {count}: {}", String::from_utf8_lossy(&body));
                assert_eq!(response.status(), 200, "{}\n{}", response.text(), shown());
                assert_eq!(response.text(), format!("\"{}\"", hash(&body)), "{}", shown());
            }
        })
    });
    let senders: Vec<_> = senders.collect();
    for sender in senders {
        sender.join().unwrap();
    }
    assert!(upstream.connections() <= 4, "{} connections for 4 clients", upstream.connections());
}

const AUDIO: &str = "/my-openai-api/openai/deployments/whisper/audio/transcriptions?api-version=2024-10-21";

/// The beginning of a form whose last part is a file, and its end.
const FORM: [&[u8]; 2] = [
    b"ignored preamble\r\n--bound\r\nContent-Disposition: form-data; name=\"temperature\"\r\n\r\n0.5\r\n--bound\r\n\
      content-disposition: form-data; name=\"x-unknown\"\r\n\r\n\xff\x00\r\n--bound \t\r\n\
      Content-Disposition: form-data; filename=\"a b.mp3\"; name=\"file\"\r\nContent-Type: audio/mpeg\r\n\r\n",
    b"\r\n--bound--\r\nepilogue",
];

#[test]
fn a_form_reaches_the_backend_to_the_byte() {
    let (upstream, _gateway, mut client) = started();
    let mut random = Random::new(2);
    for size in [0, 1, 1_000, 60_000] {
        for chunked in [false, true] {
            let mut file: Vec<u8> = (0..size).map(|_| random.byte()).collect();
            file.extend(b"\r\n--boun\r\n-\r\n--");
            let form = [FORM[0], &file, FORM[1]].concat();
            let headers = "content-type: multipart/form-data; boundary=bound\r\n";
            if chunked {
                client.admitted("POST", AUDIO, &format!("{headers}transfer-encoding: chunked\r\n"), b"");
                for piece in form.chunks(1 + random.below(2_000)) {
                    client.send(&[format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat());
                }
                client.send(b"0\r\n\r\n");
            } else {
                client.admitted("POST", AUDIO, headers, &form);
            }
            let mut exchange = upstream.next();
            assert!(exchange.body == form, "{size} bytes, chunked: {chunked}");
            let framing = if chunked { Framing::Chunked } else { Framing::Length(form.len()) };
            assert_eq!(exchange.framing(), framing);
            assert_eq!(exchange.head.header("content-type"), Some("multipart/form-data; boundary=bound"));
            exchange.answer("200 OK", "content-type: text/plain\r\n", b"heard");
            drop(exchange);
            assert_eq!(client.response().text(), "heard");
        }
    }
}

#[test]
fn a_file_streams_before_the_client_has_sent_its_end() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut gateway = Site::new().with("BACKEND_URL", &url).start();
    let mut client = gateway.client();
    let headers = "content-type: multipart/form-data; boundary=bound\r\ntransfer-encoding: chunked\r\n";
    client.admitted("POST", AUDIO, headers, b"");
    let mut send = |piece: &[u8]| {
        client.send(&[format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat());
    };
    send(FORM[0]);
    send(&[b'1'; 5_000]);
    let (mut stream, _) = listener.accept().unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut seen = Vec::new();
    for digit in *b"12345" {
        // A part of what was sent is there before more is sent.
        while seen.iter().filter(|byte| **byte == digit).count() < 4_000 {
            let mut bytes = [0; 4_096];
            let count = stream.read(&mut bytes).unwrap();
            assert!(count > 0, "the gateway closed");
            seen.extend_from_slice(&bytes[..count]);
        }
        send(&[digit + 1; 5_000]);
    }
}

#[test]
fn every_method_passes() {
    let (upstream, _gateway, mut client) = started();
    for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "M-SEARCH"] {
        client.admitted(method, "/any/thing", "", b"");
        let mut exchange = upstream.next();
        assert_eq!(exchange.head.first, format!("{method} /thing HTTP/1.1"));
        assert!(exchange.body.is_empty(), "{method} without a body");
        if method == "HEAD" {
            exchange.write(b"HTTP/1.1 200 OK\r\ncontent-length: 12345\r\nx-answer: yes\r\n\r\n");
        } else {
            exchange.answer("200 OK", "x-answer: yes\r\n", method.as_bytes());
        }
        drop(exchange);
        let response = client.response();
        assert_eq!((response.status(), response.head.header("x-answer")), (200, Some("yes")), "{method}");
        if method == "HEAD" {
            assert_eq!(response.head.header("content-length"), Some("12345"));
        } else {
            assert_eq!(response.text(), method);
        }
    }
    assert_eq!(upstream.connections(), 1);
}

#[test]
fn path_and_query_keep_every_byte() {
    let upstream = Upstream::answering(|head, _| {
        let target = head.target();
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{target}", target.len()).into_bytes()
    });
    let mut gateway = Site::new().before(&upstream).start();
    let mut client = gateway.client();
    let targets = [
        "",
        "/",
        "//",
        "/a//b/",
        "/a%2Fb/%2f",
        "/%7e~%41A",
        "/;v=1/a,b;c",
        "/@:!$&'()*+,=",
        "/a%20b%09",
        "/%C3%A9%e2%82%ac",
        "/models/m:generate",
        "/...",
        "/x?",
        "/x?a=1&a=2",
        "/x?b=%20+&&c&=d&e=%zz&q=%26%3D&%61=a",
        "/x?a=/?:@!$'()*,;[]{}|^`\\",
        "/x?next=https://example.com/?a=b",
        "?a",
    ];
    for target in targets {
        client.admitted("GET", &format!("/any{target}"), "", b"");
        let response = client.response();
        assert_eq!(response.status(), 200, "{target}: {}", response.text());
        let sent = if target.is_empty() || target.starts_with('?') { format!("/{target}") } else { target.to_owned() };
        assert_eq!(response.text(), sent);
    }
}

#[test]
fn an_unread_body_keeps_its_bytes_and_its_framing() {
    let (upstream, _gateway, mut client) = started();
    let mut random = Random::new(1);
    for size in [1, 2, 1_000, 16_384, 65_536] {
        let body: Vec<u8> = (0..size).map(|_| random.byte()).collect();
        client.admitted(
            "PUT",
            "/any/file",
            "content-type: application/octet-stream\r\ncontent-encoding: gzip\r\n",
            &body,
        );
        let mut exchange = upstream.next();
        assert_eq!(exchange.framing(), Framing::Length(size));
        assert_eq!(exchange.head.header("content-encoding"), Some("gzip"));
        assert!(exchange.body == body);
        // Back the same way.
        exchange.answer("200 OK", "content-encoding: br\r\n", &body);
        drop(exchange);
        let response = client.response();
        assert!(response.body == body);
        assert_eq!(response.head.header("content-encoding"), Some("br"));
        assert_eq!(response.head.framing(), Framing::Length(size));

        client.admitted("PUT", "/any/file", "transfer-encoding: chunked\r\n", b"");
        for piece in body.chunks(1 + random.below(5_000)) {
            client.send(&[format!("{:X}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat());
        }
        client.send(b"0\r\n\r\n");
        let mut exchange = upstream.next();
        assert_eq!(exchange.framing(), Framing::Chunked);
        assert!(exchange.body == body);
        exchange.begin("application/octet-stream");
        for piece in body.chunks(1 + random.below(5_000)) {
            exchange.chunk(piece);
        }
        exchange.chunk(b"");
        drop(exchange);
        let response = client.response();
        assert!(response.body == body);
        assert_eq!(response.head.framing(), Framing::Chunked);
    }
    assert_eq!(upstream.connections(), 1);
}

#[test]
fn an_empty_body_is_announced_where_the_method_or_the_client_says_so() {
    let (upstream, _gateway, mut client) = started();
    for (method, length, sent) in [
        ("POST", "content-length: 0\r\n", Framing::Length(0)),
        ("POST", "", Framing::Length(0)),
        ("DELETE", "content-length: 0\r\n", Framing::Length(0)),
        ("DELETE", "", Framing::None),
        ("GET", "", Framing::None),
    ] {
        client.admitted(method, "/any/thing", length, b"");
        let mut exchange = upstream.next();
        assert_eq!(exchange.framing(), sent, "{method} {length:?}");
        exchange.answer("200 OK", "", b"");
        drop(exchange);
        assert_eq!(client.response().head.framing(), Framing::Length(0));
    }
}

#[test]
fn answers_without_a_body_keep_the_connection() {
    let (upstream, _gateway, mut client) = started();
    let answers = [
        ("204 No Content", "", 204),
        ("304 Not Modified", "etag: \"v1\"\r\n", 304),
        ("304 Not Modified", "etag: \"v1\"\r\ncontent-length: 77\r\n", 304),
        ("200 OK", "content-length: 0\r\n", 200),
        ("404 Not Found", "content-length: 0\r\n", 404),
        ("302 Found", "location: /elsewhere\r\ncontent-length: 0\r\n", 302),
    ];
    for (status, headers, code) in answers {
        client.admitted("GET", "/any/thing", "if-none-match: \"v1\"\r\n", b"");
        let mut exchange = upstream.next();
        assert_eq!(exchange.head.header("if-none-match"), Some("\"v1\""));
        exchange.write(format!("HTTP/1.1 {status}\r\n{headers}\r\n").as_bytes());
        drop(exchange);
        let response = client.response();
        assert_eq!((response.status(), response.body.len()), (code, 0));
        if code == 302 {
            assert_eq!(response.head.header("location"), Some("/elsewhere"), "redirects are the client's to follow");
        }
    }
    assert_eq!(upstream.connections(), 1);
}

#[test]
fn informational_answers_are_passed_over() {
    let (upstream, _gateway, mut client) = started();
    client.admitted("GET", "/any/thing", "", b"");
    let mut exchange = upstream.next();
    exchange.write(b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n");
    exchange.answer("200 OK", "", b"there");
    drop(exchange);
    let response = client.response();
    assert_eq!((response.status(), response.text().as_str()), (200, "there"));
}

#[test]
fn repeated_headers_keep_their_order_and_odd_values_their_bytes() {
    let (upstream, _gateway, mut client) = started();
    client.admitted(
        "GET",
        "/any/thing",
        "x-many: 1\r\nx-many: 2\r\ncookie: a=b; c=\"d e\"\r\nx-many: 3\r\nx-empty:\r\n",
        b"",
    );
    let mut exchange = upstream.next();
    assert_eq!(exchange.head.all("x-many"), ["1", "2", "3"]);
    assert_eq!((exchange.head.header("cookie"), exchange.head.header("x-empty")), (Some("a=b; c=\"d e\""), Some("")));
    exchange.answer("200 OK", "set-cookie: a=1\r\nx-many: 1\r\nset-cookie: b=2\r\nx-latin: caf\u{e9}\r\n", b"");
    drop(exchange);
    let response = client.response();
    assert_eq!(response.head.all("set-cookie"), ["a=1", "b=2"]);
    assert_eq!(response.head.header("x-latin"), Some("caf\u{e9}"));
}
