//! How the gateway gets on with its upstreams, the bad ones too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::net::TcpListener;
use std::time::Duration;

use gatewright_tests::{CHAT, Exchange, Identity, JSON, Site, TlsUpstream, WHOLE, chat, error_code, key, started};

#[test]
fn connections_are_kept_on_both_legs() {
    let (upstream, _gateway, mut client) = started();
    for _ in 0..50 {
        chat(&upstream, &mut client, CHAT, &key());
    }
    assert_eq!(upstream.connections(), 1);
}

#[test]
fn a_connection_that_the_upstream_closed_meanwhile_is_replaced() {
    let (upstream, _gateway, mut client) = started();
    for count in 1..=3 {
        let (exchange, _) = chat(&upstream, &mut client, CHAT, &key());
        assert_eq!(exchange.connection, count);
        exchange.close();
    }
    // It closes just when the next request is on its way: it never says a word.
    let (exchange, _) = chat(&upstream, &mut client, CHAT, &key());
    drop(exchange);
    client.request("POST", CHAT, &format!("{JSON}{}", key()), WHOLE);
    let silent = upstream.next();
    assert_eq!(silent.connection, 4);
    silent.close();
    let mut again = upstream.next();
    assert_eq!((again.connection, again.body.as_slice()), (5, WHOLE));
    again.answer("200 OK", JSON, b"{}");
    assert_eq!(client.response().status(), 200);
}

#[test]
fn a_connection_that_the_upstream_wants_closed_is_not_used_again() {
    let (upstream, _gateway, mut client) = started();
    for count in 1..=3 {
        client.admitted("GET", "/any/thing", "", b"");
        let mut exchange = upstream.next();
        assert_eq!(exchange.connection, count);
        exchange.answer("200 OK", "connection: close\r\n", b"body");
        assert_eq!(client.response().text(), "body");
    }
}

#[test]
fn an_upstream_behind_tls_is_reached_if_its_certificate_is_trusted() {
    let identity = Identity::new();
    let upstream = TlsUpstream::start(&identity);
    let url = format!("https://localhost:{}", upstream.port);
    let trusting = |identity: &Identity, url: &str| {
        let site = Site::new().with("TLS_URL", url);
        site.write("roots.pem", identity.pem());
        let roots = site.path().join("roots.pem");
        site.with("SSL_CERT_FILE", roots.to_str().unwrap()).without("SSL_CERT_DIR").start()
    };
    let mut gateway = trusting(&identity, &url);
    let mut client = gateway.client();
    for _ in 0..3 {
        client.admitted("GET", "/encrypted/thing?x=1", "", b"");
        let response = client.response();
        assert_eq!((response.status(), response.text().as_str()), (200, "/thing?x=1"));
    }
    // Another authority, and another name.
    for (identity, url) in [(Identity::new(), url), (identity, format!("https://127.0.0.1:{}", upstream.port))] {
        let mut gateway = trusting(&identity, &url);
        let mut client = gateway.client();
        client.admitted("GET", "/encrypted/thing", "x-request-id: untrusted\r\n", b"");
        assert_eq!(client.response().status(), 502);
        let line = gateway.logged("untrusted");
        assert!(line["detail"].as_str().unwrap().contains("certificate"), "{line}");
    }
}

#[test]
fn an_upstream_that_takes_no_connection_in_time_is_a_504() {
    // Its queue is full, so that the system answers no further connection.
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    socket.bind(&"127.0.0.1:0".parse::<std::net::SocketAddr>().unwrap().into()).unwrap();
    socket.listen(0).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = std::net::TcpStream::connect_timeout(&address, Duration::from_millis(200)) {
        waiting.push(stream);
        assert!(waiting.len() < 100, "the queue never fills");
    }
    let mut gateway = Site::new().with("BACKEND_URL", &format!("http://{address}")).start();
    let mut client = gateway.client();
    client.admitted("GET", "/hasty/thing", "x-request-id: late\r\n", b"");
    assert_eq!(client.response().status(), 504);
    assert!(gateway.logged("late")["detail"].as_str().is_some());
}

#[test]
fn an_upstream_that_does_not_answer_in_time_is_a_504_and_loses_its_connection() {
    let (upstream, _gateway, mut client) = started();
    client.admitted("POST", "/hasty/thing", "", b"{}");
    let exchange = upstream.next();
    assert_eq!(client.response().status(), 504);
    exchange.wait_closed();
}

#[test]
fn an_upstream_that_stalls_in_its_answer_breaks_it_off() {
    let (upstream, gateway, mut client) = started();
    client.admitted("GET", "/hasty/thing", "x-request-id: stalled\r\n", b"");
    let mut exchange = upstream.next();
    exchange.write(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf ");
    let head = client.head();
    assert!(client.body(&head).is_err());
    exchange.wait_closed();
    assert_eq!(gateway.logged("stalled")["ended_by"], "upstream");
}

#[test]
fn an_upstream_that_cannot_be_reached_or_understood_is_a_502() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut gateway = Site::new().with("BACKEND_URL", &format!("http://{free}")).start();
    let mut client = gateway.client();
    client.admitted("POST", CHAT, JSON, WHOLE);
    let response = client.response();
    assert_eq!(response.status(), 502);
    error_code(&response);
    assert!(!response.text().contains(&free.to_string()), "an address is nothing for a caller: {}", response.text());
    let mut gateway = Site::new().with("BACKEND_URL", "http://no-such-host.invalid").start();
    let mut client = gateway.client();
    client.admitted("POST", CHAT, JSON, WHOLE);
    assert_eq!(client.response().status(), 502);

    let (upstream, _gateway, mut client) = started();
    let garbage: [&[u8]; 6] = [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\x15\x03\x01\x00\x02\x02\x0a",
        b"HTTP/1.1 two hundred\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
    ];
    for garbage in garbage {
        client.admitted("POST", CHAT, JSON, WHOLE);
        let mut exchange = upstream.next();
        exchange.write(garbage);
        exchange.close();
        let response = client.response();
        assert_eq!(response.status(), 502, "{}", String::from_utf8_lossy(garbage));
        error_code(&response);
    }
    // Closed without a word, and in the middle of a head.
    for words in [&b""[..], b"HTTP/1.1 200 OK\r\ncontent-"] {
        for how in [Exchange::close as fn(Exchange), Exchange::reset] {
            client.admitted("POST", CHAT, JSON, WHOLE);
            let mut exchange = upstream.next();
            exchange.write(words);
            how(exchange);
            assert_eq!(client.response().status(), 502);
        }
    }
}

#[test]
fn an_upstream_that_answers_before_it_has_the_body_is_heard() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut gateway = Site::new().with("BACKEND_URL", &url).start();
    let mut client = gateway.client();
    client.admitted("POST", "/any/thing", "content-length: 1000\r\n", b"");
    client.send(b"only a part");
    let (mut stream, _) = listener.accept().unwrap();
    // It has the head by then: an answer to a request that was never sent would be garbage.
    let mut head = Vec::new();
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        let mut byte = [0];
        std::io::Read::read_exact(&mut stream, &mut byte).unwrap();
        head.push(byte[0]);
    }
    let refusal = b"HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\nconnection: close\r\n\r\nno";
    std::io::Write::write_all(&mut stream, refusal).unwrap();
    let response = client.response();
    assert_eq!((response.status(), response.text().as_str()), (403, "no"));
}

#[test]
fn an_upstream_waits_for_a_client_that_does_not_read() {
    let (upstream, _gateway, mut client) = started();
    client.admitted("GET", "/any/thing", "", b"");
    let mut exchange = upstream.next();
    exchange.begin("application/octet-stream");
    let head = client.head();
    let piece = vec![b'x'; 64 << 10];
    let mut sent = 0;
    // As much as the buffers of the system hold, and not as much as there is.
    while exchange.would_take(&piece, Duration::from_millis(500)) {
        sent += piece.len();
        assert!(sent < 64 << 20, "the gateway keeps what the client doesn't read");
    }
    client.leave();
    assert_eq!(head.status(), 200);
    exchange.wait_closed();
}
