//! What a gateway does with a request, seen from the client and from the upstream.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use gatewright_tests::{CHAT, Framing, JSON, KEYS, PATH, WHOLE, chat, error_code, key, started};

#[test]
fn what_has_no_route_is_refused_in_the_apis_own_words() {
    let (upstream, _gateway, mut client) = started();
    for target in [
        "/my-openai-api/openai/deployments/gpt-5/chat/completions?api-version=2024-10-21",
        "/my-openai-api/openai/deployments//chat/completions?api-version=2024-10-21",
        "/my-openai-api/openai/deployments/gpt-4o/chat/completions/?api-version=2024-10-21",
        "/my-openai-api/openai/nothing",
        "/my-openai-api/openai",
    ] {
        client.admitted("POST", target, JSON, WHOLE);
        let response = client.response();
        assert_eq!(response.status(), 404, "{target}");
        error_code(&response);
    }
    client.admitted("GET", "/elsewhere", "", b"");
    let response = client.response();
    assert_eq!((response.status(), response.head.header("content-type")), (404, Some("application/problem+json")));
    for method in ["GET", "OPTIONS", "HEAD", "DELETE"] {
        client.admitted(method, CHAT, "", b"");
        let response = client.response();
        assert_eq!((response.status(), response.head.header("allow")), (405, Some("POST")), "{method}");
    }
    client.admitted("DELETE", "/shop/goods", "", b"");
    assert_eq!(client.response().head.header("allow"), Some("GET, PUT"));
    assert_eq!(upstream.connections(), 0);
}

#[test]
fn a_body_that_is_wrong_is_refused_and_the_connection_goes_on() {
    let (upstream, _gateway, mut client) = started();
    for (body, keyword) in [
        (&br#"{"messages":[]}"#[..], "minItems"),
        (br#"{"messages":[{"role":"user","content":"hi"}],"temperature":3}"#, "maximum"),
        (br#"{"messages":7}"#, "type"),
        (br#"{}"#, "required"),
    ] {
        client.admitted("POST", CHAT, JSON, body);
        let response = client.response();
        assert_eq!(response.status(), 400, "{}", response.text());
        error_code(&response);
        assert_eq!(response.json()["error"]["details"][0]["keyword"], keyword, "{}", response.text());
    }
    client.admitted("POST", CHAT, "content-type: text/plain\r\n", WHOLE);
    let response = client.response();
    assert_eq!((response.status(), error_code(&response).as_str()), (415, "unsupported_media_type"));
    client.admitted("POST", CHAT, JSON, b"");
    assert_eq!(client.response().status(), 400, "a body is required");
    assert_eq!(upstream.connections(), 0);
    chat(&upstream, &mut client, CHAT, &key());
}

#[test]
fn a_backend_never_sees_the_end_of_a_form_that_is_wrong() {
    let (upstream, mut gateway, _) = started();
    let part = |name: &str, value: &str| {
        format!("--bound\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let file = part("file\"; filename=\"a.mp3", &"sound ".repeat(5_000));
    for (form, why) in [
        (format!("{}{file}--bound--\r\n", part("temperature", "hot")), "a wrong field before the file"),
        (format!("{file}{}--bound--\r\n", part("temperature", "hot")), "a wrong field behind the file"),
        (format!("{}--bound--\r\n", part("temperature", "0")), "no file"),
        (file.clone(), "no end"),
    ] {
        let mut client = gateway.client();
        let target = PATH.replace("gpt-4o/chat/completions", "whisper/audio/transcriptions");
        client.admitted("POST", &target, "content-type: multipart/form-data; boundary=bound\r\n", form.as_bytes());
        let response = client.response();
        assert_eq!(response.status(), 400, "{why}");
        error_code(&response);
        assert!(!response.text().contains("hot"), "the value is not told: {}", response.text());
        assert!(upstream.next_within(Duration::from_millis(100)).is_none(), "{why}");
    }
}

#[test]
fn a_body_over_the_limit_is_refused_before_it_is_read_or_while_it_is() {
    let (upstream, mut gateway, mut client) = started();
    // By its length alone: not a byte of it is sent.
    let head = |target: &str, more: &str| {
        format!("POST {target} HTTP/1.1\r\nhost: g\r\n{JSON}api-key: {}\r\n{more}\r\n", KEYS[0])
    };
    for target in [CHAT, "/any/thing"] {
        let mut client = gateway.client();
        client.send(head(target, "content-length: 65537\r\n").as_bytes());
        assert_eq!(client.response().status(), 413, "{target}");
    }
    // In chunks, of which no one says how many there will be.
    client.send(head(CHAT, "transfer-encoding: chunked\r\n").as_bytes());
    let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000));
    let taken = (0..17).take_while(|_| client.send_or_not(chunk.as_bytes())).count();
    assert!(taken >= 16, "{taken}");
    let response = client.response();
    assert_eq!((response.status(), error_code(&response).as_str()), (413, "body_too_large"));
    assert_eq!(upstream.connections(), 0);
    // One that is forwarded unread: the upstream gets a part of it, and never its end.
    let mut client = gateway.client();
    client.send(head("/any/thing", "transfer-encoding: chunked\r\n").as_bytes());
    let _ = (0..17).take_while(|_| client.send_or_not(chunk.as_bytes())).count();
    assert_eq!(client.response().status(), 413);
    assert!(upstream.next_within(Duration::from_millis(200)).is_none(), "the upstream took a cut body for a whole one");
    // Just as much as is allowed.
    let mut client = gateway.client();
    client.admitted("POST", "/any/thing", "", &vec![b'x'; 65_536]);
    upstream.next().answer("200 OK", "", b"");
    assert_eq!(client.response().status(), 200);
}

#[test]
fn a_client_that_sends_all_of_a_body_over_the_limit_still_reads_the_refusal() {
    let (_upstream, mut gateway, _) = started();
    for size in [100_000, 1_000_000, 3_000_000] {
        for target in [CHAT, "/any/thing"] {
            let mut client = gateway.client();
            let head = format!("POST {target} HTTP/1.1\r\nhost: g\r\n{JSON}api-key: {}\r\n", KEYS[0]);
            client.send(format!("{head}content-length: {size}\r\n\r\n").as_bytes());
            let piece = vec![b' '; 10_000];
            let _ = (0..size / piece.len()).take_while(|_| client.send_or_not(&piece)).count();
            assert_eq!(client.response().status(), 413, "{size} bytes to {target}");
        }
    }
}

#[test]
fn expect_100_continue_is_answered_once_the_body_is_wanted() {
    let (upstream, _gateway, mut client) = started();
    let head = format!(
        "POST /any/thing HTTP/1.1\r\nhost: g\r\napi-key: {}\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\n",
        KEYS[0]
    );
    client.send(head.as_bytes());
    assert_eq!(client.head().status(), 100);
    client.send(b"hello");
    let mut exchange = upstream.next();
    assert_eq!((exchange.body.as_slice(), exchange.head.header("expect")), (&b"hello"[..], None));
    exchange.answer("200 OK", "", b"");
    drop(exchange);
    assert_eq!(client.response().status(), 200);
    client.send(head.replace("api-key", "x-key").as_bytes());
    assert_eq!(client.head().status(), 401, "nothing is asked for that won't be used");
}

#[test]
fn the_request_id_is_the_same_everywhere() {
    let (upstream, gateway, mut client) = started();
    let (exchange, response) = chat(&upstream, &mut client, CHAT, &format!("{}x-request-id: trace-me:1\r\n", key()));
    assert_eq!(exchange.head.all("x-request-id"), ["trace-me:1"]);
    assert_eq!(response.head.all("x-request-id"), ["trace-me:1"]);
    assert_eq!(response.head.all("apim-request-id"), ["trace-me:1"]);
    assert_eq!(gateway.logged("trace-me:1")["status"], 200);
    drop(exchange);
    let mut made = Vec::new();
    for given in ["", "x-request-id: no spaces please\r\n", "x-request-id: {\"a\":1}\r\n"] {
        let (exchange, response) = chat(&upstream, &mut client, CHAT, &format!("{}{given}", key()));
        let id = response.head.header("x-request-id").unwrap().to_owned();
        assert_eq!((id.len(), exchange.head.header("x-request-id")), (36, Some(id.as_str())), "{given}");
        let _ = gateway.logged(&id);
        made.push(id);
    }
    made.dedup();
    assert_eq!(made.len(), 3, "each call has an id of its own: {made:?}");
}

#[test]
fn headers_of_a_hop_stay_on_it() {
    let (upstream, _gateway, mut client) = started();
    let given = "connection: keep-alive, X-Hop\r\nx-hop: 1\r\nkeep-alive: timeout=5\r\nproxy-connection: keep-alive\r\n\
                 te: gzip\r\nupgrade: h2c\r\nproxy-authorization: Basic eDp5\r\nx-end: 1\r\n";
    client.admitted("GET", "/any/thing", given, b"");
    let mut exchange = upstream.next();
    let dropped = ["connection", "x-hop", "keep-alive", "proxy-connection", "te", "upgrade", "proxy-authorization"];
    for name in dropped {
        assert!(exchange.head.all(name).is_empty(), "{name} went on: {:?}", exchange.head.headers);
    }
    assert_eq!(exchange.head.header("x-end"), Some("1"));
    assert_eq!(exchange.head.header("host"), Some(upstream.address.to_string().as_str()), "the upstream's own name");
    assert_eq!(exchange.head.header("x-forwarded-host"), Some("gateway.test"));
    let answered = "connection: x-back, keep-alive\r\nx-back: 1\r\nkeep-alive: timeout=5\r\nproxy-authenticate: Basic\r\n\
                    upgrade: h2c\r\nx-end: 1\r\n";
    exchange.answer("200 OK", answered, b"body");
    drop(exchange);
    let response = client.response();
    for name in ["connection", "x-back", "keep-alive", "proxy-authenticate", "upgrade"] {
        assert!(response.head.all(name).is_empty(), "{name} came back: {:?}", response.head.headers);
    }
    assert_eq!((response.head.header("x-end"), response.text().as_str()), (Some("1"), "body"));
}

#[test]
fn what_a_caller_s_connection_names_is_gone_before_the_policies_run_and_what_they_set_stays() {
    let (upstream, _gateway, mut client) = started();
    let given = "connection: close, X-Over, x-forwarded-for, x-request-id, host\r\nx-over: old\r\nx-forwarded-for: 192.0.2.7\r\n";
    client.request("GET", "/defaults/thing?told=me", given, b"");
    let mut exchange = upstream.next();
    assert_eq!(exchange.head.all("x-over"), ["new"]);
    assert_eq!(exchange.head.header("x-told"), Some("me"));
    assert_eq!(exchange.head.header("x-forwarded-for"), Some("127.0.0.1"));
    assert_eq!(exchange.head.header("x-forwarded-host"), Some("gateway.test"));
    assert!(exchange.head.header("x-request-id").is_some());
    // `x-gateway` is set by a policy on the answer.
    exchange.answer("200 OK", "connection: x-gateway, x-hop\r\nx-gateway: theirs\r\nx-hop: 1\r\n", b"body");
    drop(exchange);
    let response = client.response();
    assert_eq!((response.head.all("x-gateway").as_slice(), response.head.header("x-hop")), (["e2e"].as_slice(), None));
}

#[test]
fn a_client_that_breaks_off_its_body_leaves_no_whole_request_behind() {
    let (upstream, mut gateway, _) = started();
    for (target, id) in [("/any/thing", "unread"), (CHAT, "read")] {
        let head = format!("POST {target} HTTP/1.1\r\nhost: g\r\n{JSON}api-key: {}\r\nx-request-id: {id}\r\n", KEYS[0]);
        let mut client = gateway.client();
        client.send(format!("{head}content-length: 100\r\n\r\n{{\"a\":").as_bytes());
        client.leave();
        let _ = gateway.logged(id);
    }
    assert!(upstream.next_within(Duration::from_millis(200)).is_none());
}

#[test]
fn requests_that_two_readers_might_read_differently_are_refused() {
    let (upstream, mut gateway, _) = started();
    let key = KEYS[0];
    let bad = [
        format!("GET /any/x HTTP/1.1\r\napi-key: {key}\r\n\r\n"),
        format!("GET /any/x HTTP/1.1\r\nhost: a\r\nhost: b\r\napi-key: {key}\r\n\r\n"),
        format!(
            "POST /any/x HTTP/1.1\r\nhost: a\r\napi-key: {key}\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab"
        ),
        format!("POST /any/x HTTP/1.1\r\nhost: a\r\napi-key: {key}\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n"),
        // A length beside chunks (RFC 9112, section 6.3).
        format!(
            "POST /any/x HTTP/1.1\r\nhost: a\r\napi-key: {key}\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
        ),
        format!("GET /any/../shop/goods HTTP/1.1\r\nhost: a\r\napi-key: {key}\r\n\r\n"),
        format!("GET /any/%2e%2E/x HTTP/1.1\r\nhost: a\r\napi-key: {key}\r\n\r\n"),
        format!("GET /any/x y HTTP/1.1\r\nhost: a\r\napi-key: {key}\r\n\r\n"),
    ];
    for request in bad {
        let mut client = gateway.client();
        client.send(request.as_bytes());
        assert_eq!(client.response().status(), 400, "{request}");
    }
    assert_eq!(upstream.connections(), 0);
}

#[test]
fn requests_sent_at_once_are_answered_in_their_order() {
    let (upstream, _gateway, mut client) = started();
    for number in 0..3 {
        client.admitted("GET", &format!("/any/{number}"), "", b"");
    }
    for number in 0..3 {
        let mut exchange = upstream.next();
        assert_eq!(exchange.head.target(), format!("/{number}"));
        exchange.answer("200 OK", "", number.to_string().as_bytes());
    }
    for number in 0..3 {
        assert_eq!(client.response().text(), number.to_string());
    }
}

#[test]
fn a_client_of_http_1_0_gets_an_answer_that_it_can_read() {
    let (upstream, _gateway, mut client) = started();
    client.send(format!("GET /any/thing HTTP/1.0\r\napi-key: {}\r\n\r\n", KEYS[0]).as_bytes());
    let mut exchange = upstream.next();
    assert!(exchange.head.first.ends_with("HTTP/1.1"));
    exchange.begin("text/plain");
    exchange.chunk(b"one ");
    exchange.chunk(b"two");
    exchange.chunk(b"");
    drop(exchange);
    let response = client.response();
    assert_eq!((response.head.framing(), response.text().as_str()), (Framing::None, "one two"));
}

#[test]
fn a_client_that_wants_its_connection_closed_gets_it_closed() {
    let (upstream, _gateway, mut client) = started();
    client.admitted("GET", "/any/thing", "connection: close\r\n", b"");
    upstream.next().answer("200 OK", "", b"body");
    let response = client.response();
    assert_eq!((response.head.header("connection"), response.text().as_str()), (Some("close"), "body"));
    assert_eq!(client.rest().unwrap(), b"");
}

#[test]
fn a_head_that_is_too_large_is_a_431() {
    let (upstream, mut gateway, _) = started();
    for headers in [format!("x-large: {}\r\n", "x".repeat(200_000)), "x-many: 1\r\n".repeat(150)] {
        let mut client = gateway.client();
        client.admitted("GET", "/any/thing", &headers, b"");
        assert_eq!(client.response().status(), 431);
    }
    let mut client = gateway.client();
    client.admitted("GET", "/any/thing", &format!("x-large: {}\r\n", "x".repeat(30_000)), b"");
    upstream.next().answer("200 OK", "", b"");
    assert_eq!(client.response().status(), 200);
}
