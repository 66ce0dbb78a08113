//! Which target takes over, and when none does.

use std::time::Duration;

use gatewright_tests::{KEYS, Running, Upstream};

use super::{before, binary, by, chat, site};

const CHATS: &str = "/openai/chat/completions";

fn identified(id: &str) -> String {
    format!("{}x-request-id: {id}\r\n", by(KEYS[0]))
}

#[test]
fn another_model_of_another_backend_takes_over() {
    for status in ["429 Slow", "500 Oops", "503 Busy"] {
        let (first, second) = (Upstream::start(), Upstream::start());
        let (gateway, mut client) = before(&first, &second);
        client.request("POST", CHATS, &identified("fallen-back"), chat("smart").as_bytes());
        let mut failed = first.next();
        assert_eq!(String::from_utf8_lossy(&failed.body), chat("gpt-4o"));
        failed.answer(status, "retry-after: 60\r\nx-from: first\r\n", b"never seen");
        let mut good = second.next();
        assert_eq!(String::from_utf8_lossy(&good.body), chat("gpt 4.1/é"));
        assert_eq!(good.head.target(), "/second/chat/completions");
        good.answer("200 OK", "", b"fine");
        let response = client.response();
        assert_eq!((response.status(), response.text().as_str()), (200, "fine"));
        assert_eq!((response.head.header("retry-after"), response.head.header("x-from")), (None, None));
        let line = gateway.logged("fallen-back");
        assert_eq!(
            (&line["attempts"], &line["backend"], &line["model"]),
            (&2.into(), &"second".into(), &"gpt 4.1/é".into())
        );
        let earlier = &line["failed_attempts"][0];
        assert_eq!((&earlier["backend"], &earlier["model"]), (&"first".into(), &"gpt-4o".into()), "{line}");
    }
}

#[test]
fn a_backend_that_is_away_or_silent_or_leaves_is_passed_over() {
    let second = Upstream::answering(|_, _| b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecond".to_vec());
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut gateway = Running::of(binary(), site(&format!("http://{free}"), &second.url()));
    let mut client = gateway.client();
    client.request("POST", CHATS, &identified("away"), chat("smart").as_bytes());
    assert_eq!(client.response().text(), "second");
    assert_eq!(gateway.logged("away")["failed_attempts"][0]["cause"], "connect");

    let silent = Upstream::start();
    let (gateway, mut client) = before(&silent, &second);
    client.request("POST", CHATS, &identified("silent"), chat("smart").as_bytes());
    let exchange = silent.next();
    assert_eq!(client.response().text(), "second");
    exchange.wait_closed();
    assert_eq!(gateway.logged("silent")["failed_attempts"][0]["cause"], "timeout");
    client.request("POST", CHATS, &identified("left"), chat("smart").as_bytes());
    silent.next().close();
    assert_eq!(client.response().text(), "second");
}

#[test]
fn what_is_no_failure_stays_and_so_does_the_last_one() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = before(&first, &second);
    for (model, status) in [("smart", "400 Bad"), ("careful", "500 Oops"), ("fast", "500 Oops")] {
        client.request("POST", CHATS, &by(KEYS[0]), chat(model).as_bytes());
        first.next().answer(status, "x-from: first\r\n", b"{}");
        let response = client.response();
        assert_eq!(
            (response.status().to_string().as_str(), response.head.header("x-from")),
            (&status[..3], Some("first"))
        );
    }
    client.request("POST", CHATS, &by(KEYS[0]), chat("smart").as_bytes());
    first.next().answer("429 Slow", "", b"");
    second.next().answer("503 Busy", "x-from: second\r\n", b"");
    let response = client.response();
    assert_eq!((response.status(), response.head.header("x-from")), (503, Some("second")));
    assert!(first.next_within(Duration::ZERO).is_none());
}

#[test]
fn nothing_takes_over_once_a_stream_has_begun() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = before(&first, &second);
    let body = chat("smart").replace('}', r#","stream":true}"#);
    client.request("POST", CHATS, &by(KEYS[0]), body.as_bytes());
    let mut exchange = first.next();
    exchange.begin("text/event-stream");
    exchange.chunk(b"data: {\"choices\":[]}\n\n");
    assert_eq!(client.head().status(), 200);
    assert_eq!(client.chunk().unwrap(), b"data: {\"choices\":[]}\n\n");
    exchange.reset();
    let told = String::from_utf8(client.chunk().unwrap()).unwrap();
    assert!(told.contains("interrupted"), "{told}");
    assert!(second.next_within(Duration::from_millis(100)).is_none());
}

#[test]
fn a_backend_that_is_left_alone_is_passed_over_whatever_opened_its_breaker() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (gateway, mut client) = before(&first, &second);
    for round in 0..2 {
        client.request("POST", CHATS, &identified(&format!("round-{round}")), chat("broken").as_bytes());
        if round == 0 {
            first.next().answer("500 Oops", "", b"");
        }
        let mut good = second.next();
        assert_eq!(String::from_utf8_lossy(&good.body), chat("b"));
        good.answer("200 OK", "", b"{}");
        assert_eq!(client.response().status(), 200);
    }
    assert!(first.next_within(Duration::ZERO).is_none());
    assert_eq!(gateway.logged("round-1")["attempts"], 1);
}

#[test]
fn a_pool_tries_its_members_before_the_next_target_has_its_turn() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (gateway, mut client) = before(&first, &second);
    client.request("POST", CHATS, &identified("pooled"), chat("pooled").as_bytes());
    for path in ["/first", "/fragile"] {
        let mut failed = first.next();
        assert_eq!(failed.head.target(), format!("{path}/chat/completions"));
        assert_eq!(String::from_utf8_lossy(&failed.body), chat("a"));
        failed.answer("500 Oops", "", b"");
    }
    let mut good = second.next();
    assert_eq!(String::from_utf8_lossy(&good.body), chat("b"));
    good.answer("200 OK", "", b"{}");
    assert_eq!(client.response().status(), 200);
    assert_eq!(gateway.logged("pooled")["attempts"], 3);
}

#[test]
fn a_retry_begins_with_the_first_target_again() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (gateway, mut client) = before(&first, &second);
    client.request("POST", "/again/chat/completions", &identified("again"), chat("smart").as_bytes());
    first.next().answer("503 Busy", "", b"");
    second.next().answer("503 Busy", "", b"");
    let mut exchange = first.next();
    assert_eq!(String::from_utf8_lossy(&exchange.body), chat("gpt-4o"));
    exchange.answer("200 OK", "", b"{}");
    assert_eq!(client.response().status(), 200);
    assert_eq!(gateway.logged("again")["attempts"], 3);
}

#[test]
fn what_is_no_call_of_a_model_is_sent_to_one_target_alone() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (gateway, mut client) = before(&first, &second);
    for (round, status) in ["429 Slow", "500 Oops", "504 Late"].into_iter().enumerate() {
        let id = format!("deleted-{round}");
        client.request("DELETE", "/openai/models/smart", &identified(&id), b"");
        let mut exchange = first.next();
        assert_eq!(exchange.head.first, "DELETE /first/models/gpt-4o HTTP/1.1");
        exchange.answer(status, "x-from: first\r\n", b"{}");
        assert!(second.next_within(Duration::from_millis(100)).is_none(), "deleted twice");
        let response = client.response();
        assert_eq!(
            (response.status().to_string().as_str(), response.head.header("x-from")),
            (&status[..3], Some("first"))
        );
        assert_eq!(gateway.logged(&id)["attempts"], 1);
    }
}

#[test]
fn the_first_token_is_that_of_the_answer_that_the_caller_gets() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (gateway, mut client) = before(&first, &second);
    let body = chat("smart").replace('}', r#","stream":true}"#);
    client.request("POST", "/twice/chat/completions", &identified("slow-token"), body.as_bytes());
    const TOKEN: &[u8] = b"data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n";
    const END: &[u8] = b"data: [DONE]\n\n";
    first.next().answer("200 OK", "content-type: text/event-stream\r\n", &[TOKEN, END].concat());
    let mut exchange = first.next();
    exchange.begin("text/event-stream");
    std::thread::sleep(Duration::from_millis(300));
    [TOKEN, END, b""].into_iter().for_each(|chunk| exchange.chunk(chunk));
    assert!(client.response().text().contains("Hi"));
    let line = gateway.logged("slow-token");
    let after = line["first_token_ms"].as_f64();
    assert!(after.is_some_and(|after| (300.0..5000.0).contains(&after)), "{line}");
}
