//! What a gateway does with a call, seen from the client and from the upstream.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::net::TcpListener;
use std::time::Duration;

use gatewright_tests::{
    Client, Exchange, Framing, Identity, KEYS, Response, Running, Site, TlsUpstream, Upstream, eventually, subscription,
};

const PATH: &str = "/my-openai-api/openai/deployments/gpt-4o/chat/completions";
const CHAT: &str = "/my-openai-api/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21";
const WHOLE: &[u8] = br#"{"messages":[{"role":"user","content":"hi"}]}"#;
const JSON: &str = "content-type: application/json\r\n";

fn started() -> (Upstream, Running, Client) {
    let upstream = Upstream::start();
    let mut gateway = Site::new().before(&upstream).start();
    let client = gateway.client();
    (upstream, gateway, client)
}

/// Sends a chat completion with these lines of headers, and has it answered.
fn chat(upstream: &Upstream, client: &mut Client, target: &str, headers: &str) -> (Exchange, Response) {
    client.request("POST", target, &format!("{JSON}{headers}"), WHOLE);
    let mut exchange = upstream.next();
    exchange.answer("200 OK", JSON, b"{}");
    let response = client.response();
    assert_eq!(response.status(), 200, "{}", response.text());
    (exchange, response)
}

/// The error code of an answer in the shape of Azure OpenAI.
fn code(response: &Response) -> String {
    let error = response.json()["error"].clone();
    assert!(error["message"].is_string() && error["type"].is_string(), "{error}");
    assert_eq!(response.head.header("content-type"), Some("application/json"));
    assert!(response.head.header("x-request-id").is_some());
    assert_eq!(response.head.header("apim-request-id"), response.head.header("x-request-id"));
    error["code"].as_str().unwrap().to_owned()
}

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
        assert_eq!((response.status(), code(&response).as_str()), (401, expected), "{headers}");
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
    let key = format!("api-key: {}\r\n", KEYS[0]);
    let path = "/deployments/gpt-4o/chat/completions";
    for (query, sent) in [
        ("", "?api-version=2024-10-21"),
        ("?x=1", "?x=1&api-version=2024-10-21"),
        ("?api-version=2025-01-01&x=1", "?api-version=2025-01-01&x=1"),
        ("?x=%5b&api%2Dversion=2024-10-21", "?x=%5b&api%2Dversion=2024-10-21"),
    ] {
        let (exchange, _) = chat(&upstream, &mut client, &format!("{PATH}{query}"), &key);
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
        code(&response);
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
        code(&response);
        assert_eq!(response.json()["error"]["details"][0]["keyword"], keyword, "{}", response.text());
    }
    client.admitted("POST", CHAT, "content-type: text/plain\r\n", WHOLE);
    let response = client.response();
    assert_eq!((response.status(), code(&response).as_str()), (415, "unsupported_media_type"));
    client.admitted("POST", CHAT, JSON, b"");
    assert_eq!(client.response().status(), 400, "a body is required");
    assert_eq!(upstream.connections(), 0);
    chat(&upstream, &mut client, CHAT, &format!("api-key: {}\r\n", KEYS[0]));
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
    assert_eq!((response.status(), code(&response).as_str()), (413, "body_too_large"));
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
    let key = format!("api-key: {}\r\n", KEYS[0]);
    let (exchange, response) = chat(&upstream, &mut client, CHAT, &format!("{key}x-request-id: trace-me:1\r\n"));
    assert_eq!(exchange.head.all("x-request-id"), ["trace-me:1"]);
    assert_eq!(response.head.all("x-request-id"), ["trace-me:1"]);
    assert_eq!(response.head.all("apim-request-id"), ["trace-me:1"]);
    assert_eq!(gateway.logged("trace-me:1")["status"], 200);
    drop(exchange);
    let mut made = Vec::new();
    for given in ["", "x-request-id: no spaces please\r\n", "x-request-id: {\"a\":1}\r\n"] {
        let (exchange, response) = chat(&upstream, &mut client, CHAT, &format!("{key}{given}"));
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
fn connections_are_kept_on_both_legs() {
    let (upstream, _gateway, mut client) = started();
    let key = format!("api-key: {}\r\n", KEYS[0]);
    for _ in 0..50 {
        chat(&upstream, &mut client, CHAT, &key);
    }
    assert_eq!(upstream.connections(), 1);
}

#[test]
fn a_connection_that_the_upstream_closed_meanwhile_is_replaced() {
    let (upstream, _gateway, mut client) = started();
    let key = format!("api-key: {}\r\n", KEYS[0]);
    for count in 1..=3 {
        let (exchange, _) = chat(&upstream, &mut client, CHAT, &key);
        assert_eq!(exchange.connection, count);
        exchange.close();
    }
    // It closes just when the next request is on its way: it never says a word.
    let (exchange, _) = chat(&upstream, &mut client, CHAT, &key);
    drop(exchange);
    client.request("POST", CHAT, &format!("{JSON}{key}"), WHOLE);
    let silent = upstream.next();
    assert_eq!(silent.connection, 4);
    silent.close();
    let mut again = upstream.next();
    assert_eq!((again.connection, again.body.as_slice()), (5, WHOLE));
    again.answer("200 OK", JSON, b"{}");
    assert_eq!(client.response().status(), 200);
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
    code(&response);
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
        code(&response);
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
    // A length beside chunks is wrong (RFC 9112, section 6.3): the chunks count, and the length goes no further.
    let mut client = gateway.client();
    client.send(
        format!("POST /any/x HTTP/1.1\r\nhost: a\r\napi-key: {key}\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n")
            .as_bytes(),
    );
    let mut exchange = upstream.next();
    assert_eq!((exchange.framing(), exchange.head.header("content-length")), (Framing::Chunked, None));
    assert_eq!(exchange.body, b"ab");
    exchange.answer("200 OK", "", b"");
    drop(exchange);
    assert_eq!(client.response().status(), 200);
}

#[test]
fn the_admin_side_tells_health_readiness_and_metrics() {
    let (upstream, mut gateway, mut client) = started();
    chat(&upstream, &mut client, CHAT, &format!("api-key: {}\r\n", KEYS[0]));
    client.request("POST", CHAT, JSON, WHOLE);
    assert_eq!(client.response().status(), 401);
    assert_eq!(gateway.ask_admin("/healthz").status(), 200);
    assert_eq!(gateway.ask_admin("/readyz").status(), 200);
    assert_eq!(gateway.ask_admin("/nothing").status(), 404);
    for expected in [
        "gateway_requests_total{api=\"azure-openai\",operation=\"ChatCompletions_Create\",status=\"200\"} 1",
        "gateway_requests_total{api=\"azure-openai\",operation=\"ChatCompletions_Create\",status=\"401\"} 1",
        "gateway_refused_keys_total{api=\"azure-openai\",code=\"missing_key\"} 1",
        "gateway_requests_in_flight 0",
        "gateway_request_duration_seconds_count{api=\"azure-openai\",operation=\"ChatCompletions_Create\"} 2",
    ] {
        eventually(expected, || {
            let metrics = gateway.ask_admin("/metrics");
            assert!(metrics.head.header("content-type").unwrap().starts_with("application/openmetrics-text"));
            metrics.text().lines().any(|line| line == expected).then_some(())
        });
    }
    // The gateway's own port knows none of these.
    client.admitted("GET", "/metrics", "", b"");
    assert_eq!(client.response().status(), 404);
}

#[test]
fn every_call_is_one_line_of_json_in_the_log() {
    let (upstream, gateway, mut client) = started();
    let key = format!("api-key: {}\r\n", KEYS[0]);
    chat(&upstream, &mut client, &format!("{CHAT}&secret=1"), &format!("{key}x-request-id: good\r\n"));
    let line = gateway.logged("good");
    for (name, value) in [
        ("api", "azure-openai"),
        ("operation", "ChatCompletions_Create"),
        ("method", "POST"),
        ("path", PATH),
        ("backend", "azure"),
        ("subscription", "team-a"),
    ] {
        assert_eq!(line[name], value, "{line}");
    }
    assert_eq!((&line["status"], &line["upstream_status"], &line["attempts"]), (&200.into(), &200.into(), &1.into()));
    assert_eq!(
        (&line["bytes_in"], &line["bytes_out"], &line["stream"]),
        (&WHOLE.len().into(), &2.into(), &false.into())
    );
    assert!(line["duration_ms"].as_f64().unwrap() >= line["upstream_ms"].as_f64().unwrap(), "{line}");
    assert!(line["time"].as_str().unwrap().ends_with('Z') && line.get("ended_by").is_none(), "{line}");
    client.admitted("POST", CHAT, &format!("{JSON}x-request-id: bad\r\n"), br#"{"messages":[],"n":0}"#);
    assert_eq!(client.response().status(), 400);
    let line = gateway.logged("bad");
    assert_eq!((&line["status"], &line["violations"]), (&400.into(), &2.into()), "{line}");
    assert!(line["error"].is_string() && line.get("backend").is_none(), "{line}");
    client.admitted("GET", "/elsewhere", "x-request-id: lost\r\n", b"");
    assert_eq!(client.response().status(), 404);
    let line = gateway.logged("lost");
    assert_eq!((&line["status"], &line["path"]), (&404.into(), &"/elsewhere".into()), "{line}");
    for line in gateway.stderr().lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    }
}

#[test]
fn a_drain_lets_a_running_stream_finish_and_takes_nothing_new() {
    let (upstream, mut gateway, mut client) = started();
    let (address, admin) = (gateway.address(), gateway.admin());
    let mut idle = gateway.client();
    chat(&upstream, &mut idle, CHAT, &format!("api-key: {}\r\n", KEYS[0]));
    client.admitted("POST", "/any/events", "", b"{}");
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    let head = client.head();
    exchange.chunk(b"data: before\n\n");
    assert_eq!(client.chunk().unwrap(), b"data: before\n\n");

    gateway.terminate();
    eventually("the port is closed", || Client::try_connect(address).is_err().then_some(()));
    assert_eq!(idle.rest().unwrap(), b"", "an idle connection is closed");
    let mut probe = Client::connect(admin);
    probe.request("GET", "/readyz", "", b"");
    assert_eq!(probe.response().status(), 503);
    probe.request("GET", "/healthz", "", b"");
    assert_eq!(probe.response().status(), 200);
    for number in 0..20 {
        let event = format!("data: {number}\n\n");
        exchange.chunk(event.as_bytes());
        assert_eq!(client.chunk().unwrap(), event.as_bytes());
    }
    exchange.chunk(b"data: [DONE]\n\n");
    exchange.chunk(b"");
    assert_eq!(client.body(&head).unwrap(), b"data: [DONE]\n\n");
    let ended = gateway.wait();
    assert!(ended.status.success(), "{}: {}", ended.status, ended.err);
    assert!(ended.err.contains("\"path\":\"/any/events\""), "the last line is written: {}", ended.err);
}

#[test]
fn what_is_missing_at_start_is_named_all_at_once() {
    let site = Site::new().without("BACKEND_KEY");
    std::fs::remove_file(site.path().join("query-key.txt")).unwrap();
    site.write("subscriptions.yaml", "subscriptions:\n  - { id: a, scope: all, state: dormant, keys: [] }\n");
    let ended = site.start().wait();
    assert_eq!((ended.status.code(), ended.out.as_str()), (Some(1), ""), "{}", ended.err);
    for named in ["BACKEND_KEY", "`backend-key`", "query-key.txt", "`query-key`", "subscriptions.yaml", "entry 1"] {
        assert!(ended.err.contains(named), "{named} is not named: {}", ended.err);
    }
    assert!(ended.err.lines().all(|line| line.starts_with("error: ")), "{}", ended.err);
    assert!(!ended.err.contains("panicked"), "{}", ended.err);
}

#[test]
fn a_backends_url_that_is_wrong_is_named_at_start() {
    for url in [
        "no-url",
        "ftp://example.com",
        "http://",
        "http://host:99999",
        "http://host:0",
        "http://[::1]:x",
        "http://user:password@host",
        "http://user:password@no such host",
        "http://host/?a=b",
    ] {
        let ended = Site::new().with("BACKEND_URL", url).start_with(&["--check-config"]).wait();
        assert_eq!((ended.status.code(), ended.out.as_str()), (Some(1), ""), "{url}: {}", ended.err);
        assert!(ended.err.contains("`azure`"), "{url}: {}", ended.err);
        assert!(!ended.err.contains(":password"), "{}", ended.err);
    }
}

#[test]
fn a_port_in_use_is_told_with_the_flag_that_changes_it() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for flag in ["--listen", "--admin-listen"] {
        let ended = Site::new().start_with(&[flag, &address]).wait();
        assert_eq!((ended.status.code(), ended.out.as_str()), (Some(1), ""), "{}", ended.err);
        assert!(
            ended.err.contains(&address) && ended.err.contains("in use") && ended.err.contains(flag),
            "{}",
            ended.err
        );
    }
    let ended = Site::new().start_with(&["--listen", "nonsense"]).wait();
    assert_eq!(ended.status.code(), Some(1), "{}", ended.err);
    assert!(ended.err.contains("nonsense") && ended.err.contains("HOST:PORT"), "{}", ended.err);
    let ended = Site::new().start_with(&["--nonsense"]).wait();
    assert_eq!(ended.status.code(), Some(2), "{}", ended.err);
}

#[test]
fn the_environment_says_where_to_listen() {
    let mut gateway = Site::new().with("GATEWAY_LISTEN", "[::1]:0").start();
    assert!(gateway.address().is_ipv6());
    gateway.client().leave();
}

#[test]
fn check_config_reads_everything_and_serves_nothing() {
    let ended = Site::new().start_with(&["--check-config"]).wait();
    assert!(ended.status.success() && ended.out.is_empty() && ended.err.is_empty(), "{}{}", ended.out, ended.err);
    let ended = Site::new().without("BACKEND_KEY").start_with(&["--check-config"]).wait();
    assert_eq!(ended.status.code(), Some(1));
    assert!(ended.err.contains("BACKEND_KEY"), "{}", ended.err);
}
