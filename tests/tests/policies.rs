//! What policies and template parameters make of a call.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use gatewright_tests::{JSON, PATH, Site, Upstream, WHOLE, chat, eventually, key, started};

#[test]
fn headers_are_set_by_every_exists_action_on_both_legs() {
    let upstream = Upstream::start();
    let site = Site::new().before(&upstream).with("COLOUR", "blue");
    let mut gateway = site.start();
    let mut client = gateway.client();
    for there in [true, false] {
        let given =
            if there { "x-override: 0\r\nx-skip: 0\r\nx-append: 1\r\nx-delete: 0\r\nX-Override: 1\r\n" } else { "" };
        client.admitted("GET", "/shop/goods", given, b"");
        let mut exchange = upstream.next();
        exchange.answer("200 OK", given, b"");
        let heads = [exchange.head.clone(), client.response().head];
        for head in &heads {
            assert_eq!(head.all("x-override"), ["literal greeting"]);
            assert_eq!(head.all("x-skip"), [if there { "0" } else { "blue" }]);
            assert_eq!(head.all("x-append"), if there { vec!["1", "two", "three"] } else { vec!["two", "three"] });
            assert!(head.all("x-delete").is_empty());
        }
        assert_eq!(heads[0].header("x-secret"), Some("Key backend-secret-from-env"));
        assert_eq!(heads[1].header("x-gateway"), Some("e2e"), "a policy of the gateway's own scope");
    }
}

#[test]
fn a_policy_on_errors_sees_errors_alone() {
    let (upstream, _gateway, mut client) = started();
    client.admitted("GET", "/shop/goods/books/nine", "", b"");
    let refused = client.response();
    assert_eq!((refused.status(), refused.head.header("x-failed")), (404, Some("yes")));
    client.admitted("GET", "/shop/goods/books/9", "", b"");
    upstream.next().answer("500 Internal Server Error", "", b"the backend's own");
    let passed = client.response();
    assert_eq!((passed.status(), passed.head.header("x-failed")), (500, None), "a backend's answer is no error here");
    assert_eq!(passed.text(), "the backend's own");
}

#[test]
fn a_file_of_a_named_value_is_read_again_when_it_changes() {
    let (upstream, gateway, mut client) = started();
    let mut banner = || {
        client.admitted("GET", "/shop/goods", "", b"");
        let mut exchange = upstream.next();
        exchange.answer("200 OK", "", b"");
        let banner = exchange.head.header("x-banner").map(str::to_owned);
        drop(exchange);
        client.response();
        banner.unwrap()
    };
    assert_eq!(banner(), "no banner and grey");
    gateway.site.write("banner.txt", "first\n");
    eventually("the file is seen", || (banner() == "first and grey").then_some(()));
    gateway.site.write("banner.txt", "the second");
    eventually("the file is seen again", || (banner() == "the second and grey").then_some(()));
}

#[test]
fn query_parameters_are_set_by_every_exists_action() {
    let (upstream, _gateway, mut client) = started();
    let mut sent = |query: &str| {
        client.admitted("GET", &format!("/shop/goods{query}"), "", b"");
        let mut exchange = upstream.next();
        exchange.answer("200 OK", "", b"");
        let target = exchange.head.target().to_owned();
        drop(exchange);
        client.response();
        target
    };
    assert_eq!(sent(""), "/goods?override=a%20b%26c&skip=fallback&append=2&append=3");
    assert_eq!(
        sent("?override=0&x=%2F&skip=0&append=1&delete=0&override=1&del%65te"),
        "/goods?x=%2F&skip=0&append=1&override=a%20b%26c&append=2&append=3"
    );
}

#[test]
fn a_path_is_rewritten_with_its_parameters() {
    let (upstream, _gateway, mut client) = started();
    for (target, sent) in [
        ("/shop/goods/books/7", "/v2/books/item?number=7"),
        ("/shop/goods/b%2Fk%20s/7?x=%20", "/v2/b%2Fk%20s/item?number=7&x=%20"),
        ("/shop/goods/caf%C3%A9/7?number=8&y=1", "/v2/caf%C3%A9/item?number=7&y=1"),
        ("/shop/bare/7?x=1", "/v3/7"),
    ] {
        client.admitted("GET", target, "", b"");
        let mut exchange = upstream.next();
        exchange.answer("200 OK", "", b"");
        assert_eq!(exchange.head.target(), sent, "{target}");
        drop(exchange);
        client.response();
    }
}

#[test]
fn a_missing_api_version_is_added_and_others_are_kept_or_refused() {
    let (upstream, _gateway, mut client) = started();
    let path = "/deployments/gpt-4o/chat/completions";
    for (query, sent) in [
        ("", "?api-version=2024-10-21"),
        ("?x=1", "?x=1&api-version=2024-10-21"),
        ("?api-version=2025-01-01&x=1", "?api-version=2025-01-01&x=1"),
        ("?x=%5b&api%2Dversion=2024-10-21", "?x=%5b&api%2Dversion=2024-10-21"),
    ] {
        let (exchange, _) = chat(&upstream, &mut client, &format!("{PATH}{query}"), &key());
        assert_eq!(exchange.head.target(), format!("{path}{sent}"));
    }
    for query in ["?api-version=2023-01-01", "?api-version=", "?api-version=2024-10-21&api-version=2023-01-01"] {
        client.admitted("POST", &format!("{PATH}{query}"), JSON, WHOLE);
        let response = client.response();
        assert_eq!(response.status(), 400, "{query}");
        assert_eq!(response.json()["error"]["param"], "api-version", "{}", response.text());
        assert!(!response.text().contains("2023-01-01"), "the value is not told: {}", response.text());
    }
    assert_eq!(upstream.connections(), 1);
}
