//! What shapes a call: bodies that are edited, answers that are checked, and what holds where a policy says nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use gatewright_tests::{Client, Response, Site, Upstream, started};

#[test]
fn members_of_a_body_are_set_and_removed_and_the_rest_keeps_its_bytes() {
    let (upstream, _gateway, mut client) = started();
    let json = "content-type: application/json\r\nx-who: \"a\\b\"\r\n";
    let body = br#"{ "user":"me" , "count": 1.0,"meta":{"big":12345678901234567890.10 },"tags":[ 1 ], "user":"you"}"#;
    client.request("POST", "/edit/things", &format!("{json}accept-encoding: gzip\r\n"), body);
    let mut exchange = upstream.next();
    let sent = r#"{ "count": 3,"meta":{"big":12345678901234567890.10,"own":{"note":"new"} },"tags":[ 1,"last" ],"model":"grey","ratio":0.5,"safe":true,"who":"\"a\\b\""}"#;
    assert_eq!(String::from_utf8_lossy(&exchange.body), sent);
    assert_eq!(exchange.head.header("content-length"), Some(sent.len().to_string().as_str()));
    assert_eq!(exchange.head.header("accept-encoding"), Some("identity"), "the answer is edited too");
    exchange.answer("200 OK", "content-type: application/json\r\netag: x\r\n", br#"{"secret":1, "a": 1.0 }"#);
    drop(exchange);
    let response = client.response();
    assert_eq!(response.text(), r#"{"a": 1.0,"gateway":"e2e" }"#);
    assert_eq!(response.head.header("etag"), None);
    // An answer that is no JSON passes, one that says it is and isn't does not.
    for (kind, answer, status) in [
        ("text/plain", "plain".to_owned(), 200),
        ("application/json", "plain".to_owned(), 502),
        ("application/json", "[1]".to_owned(), 502),
        ("application/json", format!("\"{}\"", "x".repeat(70_000)), 502),
        ("text/event-stream", "data: {}\n\n".to_owned(), 200),
    ] {
        client.request("POST", "/edit/things", json, br#"{"count":1,"meta":1,"tags":[]}"#);
        assert_eq!(client_refused(&upstream, &mut client).status(), 400, "no place in a number");
        client.request("POST", "/edit/things", json, br#"{"count":1,"meta":{},"tags":[]}"#);
        upstream.next().answer("200 OK", &format!("content-type: {kind}\r\n"), answer.as_bytes());
        let response = client.response();
        assert_eq!(response.status(), status, "{kind} {}", response.text());
        if status == 200 {
            assert_eq!(response.text(), answer);
        } else {
            // The policy on errors edits the gateway's own answer.
            assert_eq!(response.json()["hint"], "ask us");
        }
    }
}

/// The answer to a call that goes nowhere.
fn client_refused(upstream: &Upstream, client: &mut Client) -> Response {
    let response = client.response();
    assert!(upstream.next_within(Duration::ZERO).is_none());
    response
}

#[test]
fn a_body_that_can_not_be_edited_is_refused() {
    let (upstream, _gateway, mut client) = started();
    for (headers, body, status, code) in [
        ("content-type: application/json\r\n", r#"{"count":"x","meta":{}}"#, 400, "invalid_value"),
        ("content-type: application/json\r\n", r#"{"count":1,"meta":[]}"#, 400, "invalid_value"),
        ("content-type: text/plain\r\n", "count", 415, "unsupported_media_type"),
    ] {
        client.request("POST", "/edit/things", headers, body.as_bytes());
        let response = client_refused(&upstream, &mut client);
        assert_eq!((response.status(), response.json()["code"].as_str()), (status, Some(code)), "{}", response.text());
        assert_eq!(response.json()["hint"], "ask us");
    }
}

#[test]
fn what_stands_in_a_template_is_json_whatever_callers_send() {
    let (upstream, _gateway, mut client) = started();
    let who = r#"","admin":true,"x":"\"#;
    let body = br#"{"count":41,"meta":{"a":[1, 2.50]}}"#;
    client.request("POST", "/edit/made", &format!("content-type: application/json\r\nx-who: {who}\r\n"), body);
    let mut exchange = upstream.next();
    let sent: serde_json::Value = serde_json::from_slice(&exchange.body).expect("JSON");
    let expected = serde_json::json!({
        "who": who, "count": 42, "colour": "grey", "say": format!("to {who} in grey"), "meta": { "a": [1, 2.50] },
    });
    assert_eq!(sent, expected);
    assert!(String::from_utf8_lossy(&exchange.body).contains("[1, 2.50]"), "as it came");
    exchange.answer("200 OK", "", b"");
    assert_eq!(client.response().status(), 200);
}

#[test]
fn an_answer_of_the_gateway_s_own_is_json_whatever_callers_send() {
    let (upstream, _gateway, mut client) = started();
    let who = r#"","admin":true,"x":"\"#;
    let headers = format!("content-type: application/json\r\nx-answer: now\r\nx-who: {who}\r\n");
    client.request("POST", "/edit/made", &headers, br#"{"count":1,"meta":{}}"#);
    let answer = client.response();
    assert_eq!((answer.status(), answer.head.header("content-type")), (409, Some("application/json")));
    assert_eq!(answer.json(), serde_json::json!({ "who": who, "say": format!("no, {who}") }));
    assert_eq!(upstream.connections(), 0);
}

#[test]
fn the_data_of_events_is_edited_where_the_policy_holds_them_back() {
    let (upstream, _gateway, mut client) = started();
    client.request("POST", "/edit/events", "content-type: application/json\r\n", br#"{"stream":true}"#);
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    exchange.chunk(b"event: m\ndata: {\"secret\":1,\"a\":");
    exchange.chunk(b"2}\n\ndata: [DONE]\n\n");
    exchange.chunk(b"");
    drop(exchange);
    let response = client.response();
    assert_eq!(response.text(), "event: m\ndata: {\"a\":2,\"gateway\":\"e2e\"}\n\ndata: [DONE]\n\n");
}

#[test]
fn answers_are_checked_where_the_api_asks_for_it() {
    let (upstream, gateway, mut client) = started();
    let good = "content-type: application/json\r\nx-count: 1\r\n";
    for (number, (status, headers, body, code)) in [
        ("200 OK", good, r#"{"a": 1.0 }"#, None),
        ("200 OK", "content-type: text/csv\r\nx-count: 1\r\n", "a,b", None),
        ("404 None", "content-type: text/plain\r\n", "none", None),
        ("500 Oops", "content-type: text/plain\r\n", "oops", None),
        ("200 OK", "content-type: text/event-stream\r\nx-count: 1\r\n", "data: a\n\n", None),
        ("200 OK", good, "", None),
        ("200 OK", good, r#"{"a":"x"}"#, Some("invalid_answer")),
        ("200 OK", good, "{", Some("invalid_answer")),
        ("200 OK", "content-type: application/json\r\n", r#"{"a":1}"#, Some("invalid_header")),
        ("200 OK", "content-type: application/json\r\nx-count: x\r\n", r#"{"a":1}"#, Some("invalid_header")),
        ("200 OK", "content-type: text/plain\r\nx-count: 1\r\n", "a", Some("undeclared_content_type")),
        ("200 OK", "x-count: 1\r\n", "a", Some("undeclared_content_type")),
        (
            "200 OK",
            "content-type: application/json\r\nx-count: 1\r\ncontent-encoding: gzip\r\n",
            "a",
            Some("coded_answer"),
        ),
    ]
    .into_iter()
    .enumerate()
    {
        for path in ["/answered", "/noted"] {
            let id = format!("{}-{number}", &path[1..]);
            let headers_sent = format!("x-request-id: {id}\r\naccept-encoding: gzip\r\n");
            client.request("GET", &format!("{path}/things"), &headers_sent, b"");
            let mut exchange = upstream.next();
            assert_eq!(exchange.head.header("accept-encoding"), Some("identity"));
            exchange.answer(status, headers, body.as_bytes());
            drop(exchange);
            let response = client.response();
            let line = gateway.logged(&id);
            match code {
                Some(code) if path == "/answered" => {
                    assert_eq!((response.status(), response.json()["code"].as_str()), (502, Some(code)), "{number}");
                    assert_eq!(line["error"], code, "{line}");
                }
                _ => {
                    assert_eq!(response.status().to_string(), status[..3], "{number}: {}", response.text());
                    assert_eq!(response.text(), body, "{number}: the bytes are the backend's");
                    assert_eq!(line.get("violations").is_some(), code.is_some(), "{line}");
                }
            }
        }
    }
    let large = format!("{{\"a\":1,\"b\":\"{}\"}}", "x".repeat(70_000));
    for (path, status) in [("/answered", 502), ("/noted", 200)] {
        client.request("GET", &format!("{path}/things"), "", b"");
        upstream.next().answer("200 OK", good, large.as_bytes());
        let response = client.response();
        assert_eq!(response.status(), status);
        assert_eq!(response.text() == large, status == 200);
    }
}

#[test]
fn what_was_wrong_is_kept_for_policies_that_ask() {
    let (upstream, _gateway, mut client) = started();
    for (query, wrong) in [
        ("", vec!["nothing"]),
        ("?size=x", vec!["invalid_parameter size: "]),
        ("?size=x&extra=1", vec!["invalid_parameter size: ", "undeclared_parameter extra: "]),
    ] {
        client.request("GET", &format!("/desk/kept{query}"), "", b"");
        let mut exchange = upstream.next();
        let seen: Vec<&str> = exchange.head.header("x-wrong").unwrap().split("; ").collect();
        assert_eq!(seen.len(), wrong.len(), "{seen:?}");
        assert!(seen.iter().zip(&wrong).all(|(seen, wrong)| seen.starts_with(wrong)), "{seen:?}");
        exchange.answer("200 OK", "", b"");
        drop(exchange);
        assert_eq!(client.response().status(), 200);
    }
}

#[test]
fn the_gateways_own_answer_is_checked_on_errors() {
    let (_upstream, _gateway, mut client) = started();
    client.request("GET", "/desk/strict/x", "", b"");
    let response = client.response();
    assert_eq!((response.status(), response.json()["code"].as_str()), (502, Some("undeclared_status")));
    assert_eq!(response.head.header("x-never"), None);
    client.request("GET", "/desk/named/x", "", b"");
    let response = client.response();
    let wrong = response.head.header("x-wrong").unwrap();
    assert!(response.status() == 404 && wrong.starts_with("invalid_header: "), "{wrong}");
}

#[test]
fn what_is_left_out_has_its_default() {
    let (upstream, _gateway, mut client) = started();
    client.request("GET", "/defaults/a?over=old&x=1&over=older", "x-over: old\r\nx-over: older\r\n", b"");
    let mut exchange = upstream.next();
    assert_eq!((exchange.head.all("x-over"), exchange.head.target()), (vec!["new"], "/a?x=1&over=new"));
    exchange.answer("200 Odd words", "", b"");
    drop(exchange);
    assert_eq!(client.response().head.first, "HTTP/1.1 200 Odd words");
    // An answer of the gateway's own: 200, the standard's words, and nothing in it.
    client.request("GET", "/defaults/a?end=bare", "", b"");
    let response = client.response();
    assert_eq!((response.head.first.as_str(), response.text().as_str()), ("HTTP/1.1 200 OK", ""));
    // The standard's words go with another status.
    client.request("GET", "/defaults/a?end=plain", "", b"");
    upstream.next().answer("200 Odd words", "", b"");
    assert_eq!(client.response().head.first, "HTTP/1.1 404 Not Found");
}

#[test]
fn what_no_message_can_hold_is_an_error_of_the_gateway() {
    let upstream = Upstream::answering(|_, _| b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec());
    let mut gateway = Site::new().before(&upstream).with("ODD_STATUS", "99").start();
    let mut client = gateway.client();
    for (target, by) in [
        ("/defaults/a?end=odd", "return-response"),
        ("/defaults/a?end=status", "set-status"),
        // A line break that would begin a header of the caller's.
        ("/defaults/a?told=a%0d%0ax-admin:%201", "set-header"),
    ] {
        let id = format!("odd-{by}-{}", target.len());
        client.request("GET", target, &format!("x-request-id: {id}\r\n"), b"");
        let response = client.response();
        assert_eq!((response.status(), response.json()["code"].as_str()), (500, Some("internal_error")), "{target}");
        let detail = gateway.logged(&id)["detail"].to_string();
        assert!(detail.contains(by) && !detail.contains("admin"), "{detail}");
    }
    client.request("GET", "/defaults/a?told=plain", "", b"");
    assert_eq!(client.response().status(), 200);
}
