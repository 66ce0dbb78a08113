//! What expressions read of answers and of subscriptions, and what variables keep, over sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use gatewright_tests::{Client, JSON, KEYS, Response, Running, Site, Upstream, build_other, subscription};

fn started() -> (Upstream, Running, Client) {
    let upstream = Upstream::start();
    let site = Site::new().before(&upstream);
    let named = subscription("team-a", "active", "", &[KEYS[0]])
        + &subscription("team-b", "active", "    name: Team B\n", &[KEYS[1]]);
    site.write("subscriptions.yaml", &format!("subscriptions:\n{named}"));
    let mut gateway = Running::of(&build_other("told"), site);
    let client = gateway.client();
    (upstream, gateway, client)
}

fn key(at: usize) -> String {
    format!("ocp-apim-subscription-key: {}\r\n{JSON}", KEYS[at])
}

/// An exchange of which the backend answers with this body.
fn answered(upstream: &Upstream, client: &mut Client, target: &str, media: &str, body: &str) -> Response {
    client.request("POST", target, &key(0), b"{}");
    upstream.next().answer("200 OK", &format!("content-type: {media}\r\n"), body.as_bytes());
    client.response()
}

#[test]
fn members_of_an_answer_are_read_and_its_bytes_pass() {
    let (upstream, _gateway, mut client) = started();
    let whole = r#" {"model":"small", "usage": {"total_tokens": 42}, "more": [1,  2]} "#;
    let answer = answered(&upstream, &mut client, "/notes/complete", "application/json", whole);
    assert_eq!((answer.head.header("x-tokens"), answer.head.header("x-model")), (Some("42"), Some("small")));
    assert_eq!(answer.text(), whole);
    for without in ["{}", r#"{"usage":null,"model":null}"#, "no JSON", "", "[1]"] {
        let answer = answered(&upstream, &mut client, "/notes/complete", "application/json", without);
        assert_eq!(
            (answer.head.header("x-tokens"), answer.head.header("x-model")),
            (Some("-1"), Some("none")),
            "{without}"
        );
        assert_eq!(answer.text(), without);
    }
}

#[test]
fn a_backend_is_asked_for_an_answer_that_is_not_coded() {
    let (upstream, _gateway, mut client) = started();
    client.request("POST", "/notes/complete", &format!("{}accept-encoding: gzip\r\n", key(0)), b"{}");
    let mut exchange = upstream.next();
    assert_eq!(exchange.head.header("accept-encoding"), Some("identity"));
    exchange.answer("200 OK", "content-type: application/json\r\n", b"{}");
    assert_eq!(client.response().status(), 200);
}

#[test]
fn a_member_of_another_type_ends_the_call() {
    let (upstream, _gateway, mut client) = started();
    let answer =
        answered(&upstream, &mut client, "/notes/complete", "application/json", r#"{"usage":{"total_tokens":"many"}}"#);
    assert_eq!(answer.status(), 502);
    assert_eq!(answer.json()["code"], "invalid_answer");
}

/// A stream is held back where `buffer` says so; one that nobody announced passes unread.
#[test]
fn streams_pass_unless_they_are_asked_to_wait() {
    let (upstream, _gateway, mut client) = started();
    for (target, waits) in [("/notes/complete", true), ("/notes/flow", false)] {
        client.request("POST", target, &key(0), br#"{"stream":true}"#);
        let mut exchange = upstream.next();
        exchange.begin("text/event-stream");
        exchange.chunk(b"data: {\"a\":1}\n\n");
        if waits {
            exchange.chunk(b"data: [DONE]\n\n");
            exchange.write(b"0\r\n\r\n");
            let answer = client.response();
            assert_eq!(answer.head.header("x-model"), Some("none"), "events are no JSON");
            assert_eq!(answer.text(), "data: {\"a\":1}\n\ndata: [DONE]\n\n");
        } else {
            let head = client.head();
            assert_eq!(head.header("x-model"), Some("unread"));
            assert_eq!(client.chunk().unwrap(), b"data: {\"a\":1}\n\n", "before the backend has ended");
            exchange.write(b"0\r\n\r\n");
        }
    }
}

#[test]
fn a_choice_hangs_on_the_answer() {
    let (upstream, _gateway, mut client) = started();
    for (body, status, state) in [
        (r#"{"state":"refused"}"#, 409, None),
        (r#"{"state":"done"}"#, 200, Some("done")),
        ("{}", 200, Some("unknown")),
    ] {
        client.request("GET", "/notes/check", &key(0), b"");
        upstream.next().answer("200 OK", "content-type: application/json\r\n", body.as_bytes());
        let answer = client.response();
        assert_eq!((answer.status(), answer.head.header("x-state")), (status, state), "{body}");
    }
}

#[test]
fn a_subscription_has_a_name() {
    let (upstream, _gateway, mut client) = started();
    for (at, name) in [(0, "team-a"), (1, "Team B")] {
        client.request("GET", "/notes/check", &key(at), b"");
        let mut exchange = upstream.next();
        assert_eq!(exchange.head.header("x-subscription"), Some(name));
        exchange.answer("200 OK", "content-type: application/json\r\n", b"{}");
        client.response();
    }
}

#[test]
fn variables_keep_lists_maps_and_times() {
    let (upstream, _gateway, mut client) = started();
    for (body, known, wanted, price) in [
        (r#"{"model":"large"}"#, "true", "small", "10"),
        (r#"{"model":"other","wanted":["a","b \" c"]}"#, "false", "a,b \" c", "0"),
    ] {
        client.request("POST", "/notes/keep", &key(0), body.as_bytes());
        let mut exchange = upstream.next();
        let header = |name: &str| exchange.head.header(name).map(str::to_owned);
        assert_eq!(header("x-known").as_deref(), Some(known));
        assert_eq!(header("x-wanted").as_deref(), Some(wanted));
        assert_eq!(header("x-price").as_deref(), Some(price));
        assert_eq!(header("x-since").as_deref(), Some("2027-01-01T00:01:30Z"));
        assert_eq!(header("x-patience").as_deref(), Some("90"));
        exchange.answer("200 OK", "", b"");
        assert_eq!(client.response().status(), 200);
    }
}
