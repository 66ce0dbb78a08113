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

#[test]
fn a_request_goes_out_with_another_method() {
    let (upstream, _gateway, mut client) = started();
    client.request("GET", "/desk/method", "", b"");
    let mut exchange = upstream.next();
    exchange.answer("200 OK", "", b"");
    assert_eq!(exchange.head.first.split(' ').next(), Some("REPORT"));
    assert_eq!(client.response().status(), 200);
}

#[test]
fn an_answer_has_another_status_with_its_words() {
    let (upstream, _gateway, mut client) = started();
    client.request("GET", "/desk/status", "", b"");
    upstream.next().answer("200 OK", "", b"as it was");
    let response = client.response();
    assert_eq!(response.head.first, "HTTP/1.1 299 grey matter");
    assert_eq!(response.text(), "as it was");
}

#[test]
fn bodies_are_put_in_the_place_of_others() {
    let (upstream, _gateway, mut client) = started();
    // The operation's own check would refuse what the client sends.
    client.request("POST", "/desk/body", JSON, b"[1, 2, 3]");
    let mut exchange = upstream.next();
    exchange.answer("200 OK", "etag: \"1\"\r\ncontent-encoding: gzip\r\n", b"the backend's own");
    assert_eq!(exchange.body, br#"{"colour":"grey"}"#);
    let response = client.response();
    assert_eq!(response.text(), "the answer\nin two lines");
    assert_eq!((response.head.header("etag"), response.head.header("content-encoding")), (None, None));
}

#[test]
fn a_call_ends_with_an_answer_of_the_gateway_s_own() {
    let (upstream, _gateway, mut client) = started();
    client.request("GET", "/desk/shut", "", b"");
    let response = client.response();
    assert_eq!(response.head.first, "HTTP/1.1 429 Slow down");
    assert_eq!((response.head.header("retry-after"), response.head.header("x-never")), (Some("10"), None));
    assert_eq!(response.text(), r#"{"colour":"grey"}"#);
    assert!(response.head.header("x-request-id").is_some());
    client.request("GET", "/desk/hidden", "", b"");
    upstream.next().answer("200 OK", "x-backend: 1\r\n", b"nobody sees this");
    let response = client.response();
    assert_eq!((response.status(), response.head.header("x-backend"), response.text()), (204, None, String::new()));
}

#[test]
fn an_error_is_told_with_another_status_and_body() {
    let (_upstream, _gateway, mut client) = started();
    client.request("GET", "/desk/numbers/nine", "", b"");
    let response = client.response();
    assert_eq!((response.status(), response.text().as_str()), (422, "no number"));
}

#[test]
fn what_policies_trace_stands_in_the_line_of_the_call() {
    let (upstream, gateway, mut client) = started();
    client.request("GET", "/desk/traced", "x-request-id: traced-1\r\n", b"");
    upstream.next().answer("200 OK", "", b"");
    client.response();
    let line = gateway.logged("traced-1");
    let traces = &line["traces"];
    assert_eq!(traces[0], serde_json::json!({ "source": "audit", "severity": "verbose", "message": "in \"grey\"" }));
    assert_eq!((&traces[1]["severity"], &traces[1]["metadata"]["team"]), (&"error".into(), &"grey".into()));
}

#[test]
fn scopes_run_in_their_order_and_departing_sections_alone() {
    let (upstream, _gateway, mut client) = started();
    let mut trails = |path: &str| {
        client.request("GET", path, "", b"");
        let mut exchange = upstream.next();
        exchange.answer("200 OK", "", b"");
        let sent: Vec<String> = exchange.head.all("x-trail").into_iter().map(str::to_owned).collect();
        drop(exchange);
        let head = client.response().head;
        let names = ["x-trail", "x-own", "x-gateway"];
        let answered = names.map(|name| head.all(name).join(","));
        (sent.join(","), answered)
    };
    assert_eq!(
        trails("/desk/tagged"),
        ("api,tag,operation".into(), ["operation,tag,api,product".into(), "".into(), "e2e".into()])
    );
    // Which product it is only the call tells, so a narrower scope leaves its policies out as a whole or not at all.
    assert_eq!(
        trails("/desk/departing"),
        ("replaced,tag,operation".into(), ["product".into(), "yes".into(), "".into()])
    );
    assert_eq!(trails("/desk/alone"), ("".into(), ["".into(), "".into(), "".into()]));
    assert_eq!(trails("/desk/method"), ("api".into(), ["api,product".into(), "".into(), "e2e".into()]));
}

#[test]
fn a_call_ends_with_an_example_of_the_document() {
    let (upstream, _gateway, mut client) = started();
    for (path, status, media_type, body) in [
        ("/desk/mocked", 200, Some("application/json"), r#"{"colour":"blue"}"#),
        ("/desk/mocked/text", 200, Some("text/plain"), "red"),
        ("/desk/mocked/missing", 404, Some("application/json"), r#"{"error":"gone"}"#),
        ("/desk/mocked/bare", 200, None, ""),
    ] {
        client.request("GET", path, "", b"");
        let response = client.response();
        assert_eq!((response.status(), response.head.header("content-type")), (status, media_type), "{path}");
        assert_eq!(response.text(), body, "{path}");
    }
    assert_eq!(upstream.connections(), 0);
}

#[test]
fn a_status_that_is_not_declared_is_prevented_noted_or_ignored() {
    let (upstream, gateway, mut client) = started();
    for (status, answered, violations) in [
        ("200 OK", 200, false),
        ("404 Not Found", 404, false),
        ("201 Created", 502, true),
        ("503 Service Unavailable", 503, false),
        ("500 Internal Server Error", 500, true),
    ] {
        let id = format!("status-{}", &status[..3]);
        client.request("GET", "/desk/checked/status", &format!("x-request-id: {id}\r\n"), b"");
        upstream.next().answer(status, "", b"");
        let response = client.response();
        assert_eq!(response.status(), answered, "{status}");
        if answered == 502 {
            assert_eq!(response.json()["code"], "undeclared_status");
            assert!(!response.text().contains("201"), "{}", response.text());
        }
        let error = &gateway.logged(&id)["error"];
        assert_eq!(error == "undeclared_status", violations, "{status}: {error}");
    }
}

#[test]
fn headers_of_an_answer_are_prevented_noted_or_ignored() {
    let (upstream, gateway, mut client) = started();
    for (id, headers, answered, error) in [
        ("headers-1", "x-count: 3\r\nx-kinds: red,blue\r\nx-other: 1\r\n", 200, None),
        ("headers-2", "x-kinds: red\r\n", 502, Some("invalid_header")),
        ("headers-3", "x-count: -1\r\n", 502, Some("invalid_header")),
        ("headers-4", "x-count: 3\r\nx-secret: 1\r\n", 502, Some("undeclared_header")),
        ("headers-5", "x-count: 3\r\nx-noted: 1\r\n", 200, Some("undeclared_header")),
        ("headers-6", "x-count: 3\r\nx-kinds: red, green\r\n", 200, Some("invalid_header")),
    ] {
        client.request("GET", "/desk/checked/headers", &format!("x-request-id: {id}\r\n"), b"");
        upstream.next().answer("200 OK", headers, b"");
        let response = client.response();
        assert_eq!(response.status(), answered, "{headers}");
        assert_eq!(gateway.logged(id)["error"].as_str(), error, "{headers}");
    }
}

#[test]
fn parameters_are_prevented_noted_or_ignored() {
    let (upstream, gateway, mut client) = started();
    for (id, target, headers, answered, error) in [
        ("parameters-1", "7?kind=red&size=1", "x-other: 1\r\n", 200, None),
        ("parameters-2", "7?kind=green", "", 400, Some("invalid_parameter")),
        ("parameters-3", "7", "", 400, Some("missing_parameter")),
        ("parameters-4", "seven?kind=red", "", 404, Some("not_found")),
        ("parameters-5", "7?kind=red&size=big", "", 200, Some("invalid_parameter")),
        ("parameters-6", "7?kind=red&colour=red", "", 400, Some("undeclared_parameter")),
        ("parameters-7", "7?kind=red&extra=1", "", 200, None),
        ("parameters-8", "7?kind=red", "x-trace: none\r\n", 200, None),
    ] {
        let path = format!("/desk/checked/parameters/{target}");
        client.request("GET", &path, &format!("x-request-id: {id}\r\n{headers}"), b"");
        if answered == 200 {
            upstream.next().answer("200 OK", "", b"");
        }
        let response = client.response();
        assert_eq!(response.status(), answered, "{target}: {}", response.text());
        assert_eq!(gateway.logged(id)["error"].as_str(), error, "{target}");
    }
}

#[test]
fn content_of_requests_is_prevented_noted_or_ignored() {
    let (upstream, gateway, mut client) = started();
    let large = format!(r#"{{"a":1,"b":"{}"}}"#, "x".repeat(100));
    let json = JSON;
    let note = "content-type: application/x-note\r\n";
    let text = "content-type: text/plain\r\n";
    for (id, path, media_type, body, answered, error) in [
        ("content-1", "content", json, r#"{"a":1}"#, 200, None),
        ("content-2", "content", json, r#"{"a":"1"}"#, 400, Some("invalid_value")),
        ("content-3", "content", json, large.as_str(), 400, Some("body_too_large")),
        ("content-4", "content", text, "a", 400, Some("undeclared_content_type")),
        ("content-5", "content", note, "{}", 200, None),
        ("content-6", "content", note, "{", 200, Some("invalid_json")),
        ("content-7", "loosely", json, r#"{"a":"1"}"#, 200, Some("invalid_value")),
        ("content-8", "loosely", json, large.as_str(), 200, Some("body_too_large")),
        ("content-9", "loosely", text, "a", 200, None),
    ] {
        client.request(
            "POST",
            &format!("/desk/checked/{path}"),
            &format!("x-request-id: {id}\r\n{media_type}"),
            body.as_bytes(),
        );
        if answered == 200 {
            let mut exchange = upstream.next();
            exchange.answer("200 OK", "content-type: application/json\r\n", br#"{"b":1}"#);
            assert_eq!(exchange.body, body.as_bytes(), "{id}: the bytes as they came");
            assert_eq!(exchange.head.header("accept-encoding"), Some("identity"));
        }
        let response = client.response();
        assert_eq!(response.status(), answered, "{id}: {}", response.text());
        assert_eq!(gateway.logged(id)["error"].as_str(), error, "{id}");
    }
}

#[test]
fn content_of_answers_is_prevented_noted_or_ignored() {
    let (upstream, gateway, mut client) = started();
    let large = format!(r#"{{"b":1,"c":"{}"}}"#, "x".repeat(100));
    let (json, text) = ("content-type: application/json\r\n", "content-type: text/plain\r\n");
    let coded = "content-type: application/json\r\ncontent-encoding: gzip\r\n";
    for (id, path, media_type, body, answered, error) in [
        ("answer-1", "content", json, r#"{"b":1}"#, 200, None),
        ("answer-2", "content", json, r#"{"b":"one"}"#, 502, Some("invalid_answer")),
        ("answer-3", "content", json, large.as_str(), 502, Some("answer_too_large")),
        ("answer-4", "content", text, "b", 502, Some("undeclared_content_type")),
        ("answer-5", "content", coded, "zipped", 502, Some("coded_answer")),
        ("answer-6", "content", "content-type: text/event-stream\r\n", "data: 1\n\n", 200, None),
        ("answer-7", "loosely", json, r#"{"b":"one"}"#, 200, None),
        ("answer-8", "loosely", json, large.as_str(), 200, None),
        ("answer-9", "loosely", text, "b", 200, Some("undeclared_content_type")),
    ] {
        let head = format!("x-request-id: {id}\r\n{JSON}");
        client.request("POST", &format!("/desk/checked/{path}"), &head, br#"{"a":1}"#);
        upstream.next().answer("200 OK", media_type, body.as_bytes());
        let response = client.response();
        assert_eq!(response.status(), answered, "{id}: {}", response.text());
        if answered == 200 {
            assert_eq!(response.text(), body, "{id}");
        } else {
            assert!(!response.text().contains("one"), "{id}: {}", response.text());
        }
        assert_eq!(gateway.logged(id)["error"].as_str(), error, "{id}");
    }
}

#[test]
fn policies_of_a_product_run_for_calls_that_come_by_it() {
    let (upstream, _gateway, mut client) = started();
    for (key, product, trail) in [("", Some("walk-in"), vec!["api", "product"]), (&*key(), None, vec!["api"])] {
        client.request("GET", "/desk/method", key, b"");
        let mut exchange = upstream.next();
        exchange.answer("200 OK", "", b"");
        assert_eq!(exchange.head.header("x-product"), product);
        drop(exchange);
        assert_eq!(client.response().head.all("x-trail"), trail);
        client.request("GET", "/desk/numbers/nine", key, b"");
        assert_eq!(client.response().head.header("x-product"), product);
    }
}

#[test]
fn the_first_condition_that_holds_chooses() {
    let (upstream, _gateway, mut client) = started();
    for (kind, team) in [("red", "reds"), ("blue", "others"), ("", "others")] {
        client.request("GET", "/desk/chosen", &format!("x-kind: {kind}\r\n"), b"");
        let mut exchange = upstream.next();
        exchange.answer("500 Internal Server Error", "", b"");
        assert_eq!((exchange.head.header("x-team"), exchange.head.header("x-marked")), (Some(team), Some("GET")));
        drop(exchange);
        assert_eq!(client.response().status(), 503);
    }
    client.request("GET", "/desk/chosen", "x-kind: stop\r\n", b"");
    assert_eq!(client.response().status(), 403);
}
