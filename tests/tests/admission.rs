//! Who is admitted, and what becomes of the credentials.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use gatewright_tests::{
    CHAT, JSON, KEYS, PATH, Site, Upstream, WHOLE, chat, error_code, eventually, started, subscription,
};

#[test]
fn a_key_admits_from_each_place_and_goes_no_further() {
    let (upstream, _gateway, mut client) = started();
    for key in KEYS {
        let places = [
            (CHAT.to_owned(), format!("api-key: {key}\r\n")),
            (CHAT.to_owned(), format!("OCP-APIM-SUBSCRIPTION-KEY: {key}\r\n")),
            (CHAT.to_owned(), format!("authorization: Bearer {key}\r\n")),
            (format!("{CHAT}&subscription-key={key}&x=%20+y"), String::new()),
            // In several places at once, and spelled oddly.
            (
                format!("{PATH}?subscription%2Dkey={key}&api-version=2024-10-21&x=%20+y"),
                format!("Api-Key: {key}\r\nauthorization: bearer {key}\r\n"),
            ),
        ];
        for (target, headers) in places {
            let (exchange, _) = chat(&upstream, &mut client, &target, &headers);
            let sent = String::from_utf8_lossy(&exchange.head.bytes).to_lowercase();
            for gone in [key, "subscription-key", "subscription%2dkey", "authorization"] {
                assert!(!sent.contains(gone), "{gone} went on: {sent}");
            }
            assert_eq!(exchange.head.header("api-key"), Some("backend-secret-from-env"), "the backend's own key");
            let query = if target.contains("x=") { "api-version=2024-10-21&x=%20+y" } else { "api-version=2024-10-21" };
            assert_eq!(exchange.head.target(), format!("/deployments/gpt-4o/chat/completions?{query}"));
        }
    }
}

#[test]
fn of_several_keys_the_first_counts_and_all_are_taken_out() {
    let (upstream, _gateway, mut client) = started();
    client.request("GET", "/any/thing", &format!("api-key: wrong\r\napi-key: {}\r\n", KEYS[0]), b"");
    assert_eq!(client.response().status(), 401);
    let several = format!("api-key: {}\r\napi-key: wrong\r\nocp-apim-subscription-key: {}\r\n", KEYS[0], KEYS[1]);
    client.request("GET", &format!("/any/thing?subscription-key={}&subscription-key=x", KEYS[1]), &several, b"");
    let mut exchange = upstream.next();
    assert_eq!(exchange.head.target(), "/thing");
    assert!(!String::from_utf8_lossy(&exchange.head.bytes).contains("-key"), "{:?}", exchange.head.headers);
    exchange.answer("200 OK", "", b"");
}

#[test]
fn an_authorization_that_is_no_key_of_the_gateway_goes_on() {
    let (upstream, _gateway, mut client) = started();
    client.admitted("GET", "/any/thing", "authorization: Bearer the-backends-token\r\n", b"");
    let mut exchange = upstream.next();
    assert_eq!(exchange.head.header("authorization"), Some("Bearer the-backends-token"));
    exchange.answer("200 OK", "", b"");
}

#[test]
fn without_a_good_key_nothing_is_forwarded() {
    let (upstream, gateway, mut client) = started();
    let entries = [
        subscription("team-a", "active", "", &KEYS),
        subscription("asleep", "suspended", "", &["suspended-key"]),
        subscription("gone", "cancelled", "", &["cancelled-key"]),
        subscription("old", "active", "    expires: 2020-01-01T00:00:00Z\n", &["expired-key"]),
        subscription("new", "active", "    expires: 2999-01-01T00:00:00Z\n", &["lasting-key"]),
        subscription("other", "active", "", &["other-key"]).replace("scope: all", "scope: api:shop"),
    ];
    gateway.site.write("subscriptions.yaml", &format!("subscriptions:\n{}", entries.concat()));
    eventually("the file is read again", || gateway.stderr().contains("subscriptions.yaml: read again").then_some(()));
    let hash = "f2d81a260dea8a100dd517984e53c56a7523d96942a834b9cdc249bd4e8c7aa9";
    let refused = [
        (String::new(), "missing_key"),
        ("api-key: nobody\r\n".to_owned(), "invalid_key"),
        ("api-key:\r\n".to_owned(), "invalid_key"),
        ("authorization: Bearer nobody\r\n".to_owned(), "invalid_key"),
        (format!("authorization: Basic {}\r\n", KEYS[0]), "missing_key"),
        (format!("api-key: {hash}\r\n"), "invalid_key"),
        ("api-key: suspended-key\r\n".to_owned(), "subscription_suspended"),
        ("api-key: cancelled-key\r\n".to_owned(), "subscription_cancelled"),
        ("api-key: expired-key\r\n".to_owned(), "subscription_expired"),
        ("api-key: other-key\r\n".to_owned(), "subscription_scope"),
    ];
    for (headers, expected) in refused {
        client.request("POST", CHAT, &format!("{JSON}{headers}"), WHOLE);
        let response = client.response();
        assert_eq!((response.status(), error_code(&response).as_str()), (401, expected), "{headers}");
    }
    assert_eq!(upstream.connections(), 0);
    chat(&upstream, &mut client, CHAT, "api-key: lasting-key\r\n");
}

#[test]
fn the_subscriptions_file_is_read_again_when_it_changes() {
    let upstream = Upstream::answering(|_, _| b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec());
    let mut gateway = Site::new().before(&upstream).start();
    let mut client = gateway.client();
    let mut status = |key: &str| {
        client.request("GET", "/any/thing", &format!("api-key: {key}\r\n"), b"");
        client.response().status()
    };
    assert_eq!((status(KEYS[0]), status(KEYS[1]), status("third-key")), (200, 200, 401));
    let rotated = subscription("team-a", "active", "", &[KEYS[0], "third-key"]);
    gateway.site.write("subscriptions.yaml", &format!("subscriptions:\n{rotated}"));
    eventually("the new key admits", || (status("third-key") == 200).then_some(()));
    assert_eq!((status(KEYS[0]), status(KEYS[1])), (200, 401));
    // What can't be read is not put in force.
    gateway.site.write("subscriptions.yaml", "subscriptions: [ { id: team-a");
    eventually("the wrong file is told", || gateway.stderr().contains("not put in force").then_some(()));
    assert_eq!(status("third-key"), 200);
}

#[test]
fn a_call_without_a_key_passes_where_none_is_required() {
    let (upstream, _gateway, mut client) = started();
    client.request("GET", "/open/thing?a=1", "api-key: not-one-of-ours\r\n", b"");
    let mut exchange = upstream.next();
    assert_eq!(exchange.head.header("api-key"), Some("not-one-of-ours"), "it may be meant for the backend");
    exchange.answer("200 OK", "", b"");
}

#[test]
fn a_product_opens_its_apis_and_an_open_one_needs_no_key() {
    let upstream = Upstream::answering(|_, _| b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec());
    let site = Site::new().before(&upstream);
    let entry = |id: &str, scope: &str, state: &str, attributes: &str| {
        let entry = subscription(id, state, attributes, &[&format!("key-of-{id}")]);
        entry.replace("scope: all", &format!("scope: {scope}"))
    };
    let entries = [
        entry("paid", "product:paid", "active", "    attributes: { tpm: 5000 }\n"),
        entry("off", "product:paid", "suspended", ""),
        entry("unknown", "product:gold", "active", ""),
        entry("gift", "api:gift", "active", ""),
    ];
    site.write("subscriptions.yaml", &format!("subscriptions:\n{}", entries.concat()));
    let mut gateway = site.start();
    let mut client = gateway.client();
    let mut outcome = |target: &str, key: &str| {
        let header = if key.is_empty() { String::new() } else { format!("api-key: {key}\r\n") };
        client.request("GET", target, &header, b"");
        let response = client.response();
        match response.status() {
            200 => "200".to_owned(),
            status => format!("{status} {}", response.json()["code"].as_str().unwrap_or_default()),
        }
    };
    // A product's key opens the APIs of the product and no other.
    assert_eq!(outcome("/any/thing", "key-of-paid"), "200");
    assert_eq!(outcome("/gift/thing", "key-of-paid"), "200");
    assert_eq!(outcome("/hasty/thing", "key-of-paid"), "401 subscription_scope");
    assert_eq!(outcome("/any/thing", "key-of-gift"), "401 subscription_scope");
    assert_eq!(outcome("/any/thing", "key-of-off"), "401 subscription_suspended");
    assert_eq!(outcome("/any/thing", "key-of-unknown"), "401 subscription_scope");
    // `samples` is open and holds one API.
    assert_eq!(outcome("/gift/thing", ""), "200");
    assert_eq!(outcome("/any/thing", ""), "401 missing_key");
    // What is no key is none there either, since the API asks for keys.
    assert_eq!(outcome("/gift/thing", "not-one-of-ours"), "401 invalid_key");
    // One file serves several gateways.
    let elsewhere = "subscriptions.yaml: `unknown` is for `product:gold`, which this gateway does not have";
    assert_eq!(gateway.stderr().matches(elsewhere).count(), 1);
    assert!(!gateway.stderr().contains("`paid` is for"), "{}", gateway.stderr());
}

#[test]
fn a_key_beside_a_credential_of_the_backend_goes_no_further() {
    let (upstream, _gateway, mut client) = started();
    let headers = format!("api-key: not-one-of-ours\r\napi-key: {}\r\n", KEYS[0]);
    client.request("GET", "/open/thing?a=1", &headers, b"");
    let mut exchange = upstream.next();
    let sent = String::from_utf8_lossy(&exchange.head.bytes).into_owned();
    assert!(!sent.contains(KEYS[0]), "{sent}");
    exchange.answer("200 OK", "", b"");
}

#[test]
fn the_backends_credential_goes_into_the_query_and_replaces_the_callers() {
    let (upstream, _gateway, mut client) = started();
    client.admitted("GET", "/open/thing?a=1&code=mine&c%6Fde=too&b=%2f", "", b"");
    let mut exchange = upstream.next();
    assert_eq!(exchange.head.target(), "/base/path/thing?a=1&b=%2f&code=backend%20secret%26from%20file");
    exchange.answer("200 OK", "", b"");
    drop(exchange);
    assert_eq!(client.response().status(), 200);
}

#[test]
fn no_secret_stands_in_a_log_a_metric_or_an_error() {
    let (upstream, mut gateway, mut client) = started();
    let mut said = String::new();
    let (_, response) = chat(&upstream, &mut client, &format!("{CHAT}&subscription-key={}", KEYS[0]), "");
    said.push_str(&response.text());
    for (target, headers) in [
        (CHAT.to_owned(), "api-key: a-wrong-key\r\n"),
        (format!("{CHAT}&subscription-key=a-wrong-key"), ""),
        (format!("/nowhere?subscription-key={}", KEYS[0]), ""),
        (format!("/open/thing?secret={}", KEYS[0]), "authorization: Bearer first-key-of-team-a\r\n"),
    ] {
        client.request("POST", &target, &format!("{JSON}{headers}"), br#"{"messages":"a-secret-prompt"}"#);
        if target.starts_with("/open") {
            upstream.next().close();
        }
        let response = client.response();
        assert!(response.status() >= 400);
        said.push_str(&String::from_utf8_lossy(&response.head.bytes));
        said.push_str(&response.text());
    }
    client.admitted("POST", CHAT, &format!("{JSON}x-request-id: last\r\n"), br#"{"messages":"a-secret-prompt"}"#);
    said.push_str(&client.response().text());
    let _ = gateway.logged("last");
    said.push_str(&gateway.stderr());
    said.push_str(&gateway.ask_admin("/metrics").text());
    for secret in KEYS.into_iter().chain([
        "a-wrong-key",
        "backend-secret",
        "backend secret",
        "backend%20secret",
        "a-secret-prompt",
    ]) {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
}
