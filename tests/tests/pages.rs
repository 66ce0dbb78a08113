//! Pages of other origins: what a browser is told before it calls in their name, and with each answer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use gatewright_tests::{Client, KEYS, Response, Running, Site, Upstream, build_other};

/// A backend that answers all, with words on other origins of its own, and the gateway before it.
fn started() -> (Upstream, Running, Client) {
    let upstream = Upstream::answering(|head, _| {
        let body = head.first.clone();
        let own = "access-control-allow-origin: *\r\naccess-control-allow-credentials: true\r\nvary: accept\r\n";
        format!("HTTP/1.1 200 OK\r\n{own}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
    });
    let mut gateway = Running::of(&build_other("pages"), Site::new().before(&upstream));
    let client = gateway.client();
    (upstream, gateway, client)
}

fn key() -> String {
    format!("ocp-apim-subscription-key: {}\r\nx-team: a\r\n", KEYS[0])
}

fn preflight(client: &mut Client, target: &str, origin: &str, method: &str, headers: &str) -> Response {
    let headers =
        if headers.is_empty() { String::new() } else { format!("access-control-request-headers: {headers}\r\n") };
    let head = format!("origin: {origin}\r\naccess-control-request-method: {method}\r\n{headers}");
    client.request("OPTIONS", target, &head, b"");
    client.response()
}

fn called(client: &mut Client, method: &str, target: &str, headers: &str) -> Response {
    client.request(method, target, headers, b"");
    client.response()
}

/// What a browser is told, by the last words of the headers.
fn told<'r>(response: &'r Response, names: &[&str]) -> Vec<Option<&'r str>> {
    names.iter().map(|name| response.head.header(&format!("access-control-{name}"))).collect()
}

fn code(response: &Response) -> String {
    response.json()["code"].as_str().unwrap().to_owned()
}

const SHOWN: [&str; 3] = ["allow-origin", "allow-credentials", "expose-headers"];
const ASKED: [&str; 5] = ["allow-origin", "allow-credentials", "allow-methods", "allow-headers", "max-age"];

#[test]
fn a_preflight_is_answered_without_a_key_and_before_any_other_policy() {
    let (_upstream, gateway, mut client) = started();
    let origin = "http://localhost:3000";
    let answer = preflight(&mut client, "/shop/goods", origin, "GET", "content-type, x-team");
    assert_eq!((answer.status(), answer.text().as_str()), (200, ""));
    let expected = [Some(origin), Some("true"), Some("GET"), Some("Content-Type, X-Team"), Some("600")];
    assert_eq!(told(&answer, &ASKED), expected);
    assert_eq!(answer.head.header("vary"), Some("Origin"));
    assert_eq!(answer.head.header("access-control-expose-headers"), None, "that is for the answer itself");
    assert!(answer.head.header("x-request-id").is_some());
    client.request(
        "OPTIONS",
        "/shop/goods",
        &format!("origin: {origin}\r\naccess-control-request-method: GET\r\nx-request-id: asked-before\r\n"),
        b"",
    );
    assert_eq!(client.response().status(), 200);
    let line = gateway.logged("asked-before");
    assert_eq!((line["operation"].as_str(), line["status"].as_u64()), (Some("listGoods"), Some(200)), "{line}");
    assert!(line["backend"].is_null(), "{line}");
}

#[test]
fn a_preflight_of_an_origin_that_nobody_allows_is_403_and_tells_nothing() {
    let (_upstream, gateway, mut client) = started();
    for origin in ["https://else.example", "https://front.example.else.example", "null", "http://front.example"] {
        let answer = preflight(&mut client, "/shop/goods", origin, "GET", "");
        assert_eq!((answer.status(), code(&answer).as_str()), (403, "origin_not_allowed"), "{origin}");
        assert_eq!(told(&answer, &ASKED), [None; 5], "{origin}");
        assert_eq!(answer.head.header("vary"), Some("Origin"));
        assert_eq!(answer.head.header("x-failed"), None, "no policy runs");
    }
    let head = "origin: https://else.example\r\naccess-control-request-method: GET\r\nx-request-id: of-a-stranger\r\n";
    called(&mut client, "OPTIONS", "/shop/goods", head);
    assert_eq!(gateway.logged("of-a-stranger")["error"], "origin_not_allowed");
}

#[test]
fn a_browser_is_told_the_methods_of_the_path_where_none_are_listed() {
    let (_upstream, _gateway, mut client) = started();
    let mut methods = |target: &str, origin: &str, method: &str| {
        let answer = preflight(&mut client, target, origin, method, "");
        (answer.status(), answer.head.header("access-control-allow-methods").map(str::to_owned))
    };
    let front = "https://front.example";
    assert_eq!(methods("/shop/goods", front, "POST"), (200, Some("POST".to_owned())), "the broader one allows it");
    assert_eq!(methods("/shop/goods", front, "PATCH"), (200, Some("GET, POST".to_owned())), "so it says why not");
    assert_eq!(methods("/shop/goods", "https://add.example", "POST"), (200, Some("POST, PATCH".to_owned())));
    assert_eq!(methods("/shop/nothing", front, "GET").0, 404);
    assert_eq!(methods("/all/x", "https://any.example", "PURGE"), (200, Some("PURGE".to_owned())));
}

#[test]
fn every_answer_says_who_may_read_it_and_what_the_backend_says_of_it_is_dropped() {
    let (_upstream, _gateway, mut client) = started();
    let front = format!("origin: https://front.example\r\n{}", key());
    let fine = called(&mut client, "GET", "/shop/goods", &front);
    assert_eq!(fine.status(), 200);
    let shown = [Some("https://front.example"), Some("true"), Some("x-request-id, retry-after")];
    assert_eq!(told(&fine, &SHOWN), shown);
    assert_eq!(fine.head.all("vary"), ["accept", "Origin"]);
    // Others may call, as programs do, and their pages can't read it.
    let stranger = called(&mut client, "GET", "/shop/goods", &format!("origin: https://else.example\r\n{}", key()));
    assert_eq!((stranger.status(), told(&stranger, &SHOWN)), (200, vec![None; 3]));
    let program = called(&mut client, "GET", "/shop/goods", &key());
    assert_eq!((program.status(), told(&program, &SHOWN)), (200, vec![None; 3]));
    assert_eq!(program.head.all("vary"), ["accept", "Origin"], "a cache must not give it to a page");
}

#[test]
fn a_page_can_read_a_refusal() {
    let (_upstream, _gateway, mut client) = started();
    let origin = "origin: https://front.example\r\n";
    for (method, target, headers, status) in [
        ("GET", "/shop/goods", String::new(), 401),
        ("GET", "/shop/goods", format!("ocp-apim-subscription-key: {}\r\n", KEYS[0]), 403),
        ("GET", "/shop/goods/nine", key(), 404),
        ("GET", "/shop/nothing", key(), 404),
        ("PURGE", "/shop/goods", key(), 405),
    ] {
        let refused = called(&mut client, method, target, &format!("{origin}{headers}"));
        assert_eq!(refused.status(), status, "{target}");
        assert_eq!(told(&refused, &SHOWN)[..2], [Some("https://front.example"), Some("true")], "{status} {target}");
        assert_eq!(refused.head.all("vary"), ["Origin"]);
    }
}

#[test]
fn scopes_are_asked_from_the_broad_one_to_the_narrow_and_may_leave_others_out() {
    let (_upstream, _gateway, mut client) = started();
    let mut allows = |target: &str, method: &str, origin: &str| {
        let answer = preflight(&mut client, target, origin, method, "x-a, x-b");
        (answer.status(), answer.head.header("access-control-allow-headers").map(str::to_owned))
    };
    let (everywhere, front) = ("https://everywhere.example", "https://front.example");
    let headers = |names: &str| (200, Some(names.to_owned()));
    assert_eq!(allows("/shop/goods", "GET", everywhere), headers("Content-Type"), "of the gateway");
    assert_eq!(allows("/shop/goods", "GET", front), headers("Content-Type, X-Team"), "of the API");
    assert_eq!(allows("/shop/goods/9", "GET", "https://marked.example"), headers("x-a, x-b"), "of the tag");
    assert_eq!(allows("/shop/goods", "GET", "https://marked.example"), (403, None), "not of its other operations");
    assert_eq!(allows("/shop/goods", "POST", "https://add.example"), headers("x-a, x-b"), "of the operation");
    assert_eq!(allows("/shop/goods/9", "PUT", everywhere), headers("Content-Type"));
    assert_eq!(allows("/shop/goods/9", "PUT", front), (403, None), "the operation leaves the API's out");
    assert_eq!(allows("/shop/goods/9", "DELETE", everywhere), (405, None), "it inherits nothing");
}

#[test]
fn all_origins_are_all_and_the_sign_stands_for_what_is_asked() {
    let (_upstream, _gateway, mut client) = started();
    let answer = preflight(&mut client, "/all/x", "https://any.example", "PUT", "authorization, x-a");
    let expected = [Some("*"), None, Some("PUT"), Some("authorization, x-a"), Some("0")];
    assert_eq!((answer.status(), told(&answer, &ASKED)), (200, expected.to_vec()));
    assert_eq!(answer.head.header("vary"), None, "it is the same for every origin");
    let fine = called(&mut client, "GET", "/all/x", "origin: https://any.example\r\n");
    assert_eq!(told(&fine, &SHOWN), [Some("*"), None, Some("*")]);
    assert_eq!(fine.head.all("vary"), ["accept"]);
}

#[test]
fn calls_of_other_pages_end_where_the_policy_says_so() {
    let (_upstream, _gateway, mut client) = started();
    for method in ["GET", "POST"] {
        let refused = called(&mut client, method, "/shut/x", "origin: https://else.example\r\n");
        assert_eq!((refused.status(), code(&refused).as_str()), (403, "origin_not_allowed"), "{method}");
        assert_eq!(told(&refused, &SHOWN), [None; 3]);
    }
    assert_eq!(called(&mut client, "GET", "/shut/x", "origin: https://shut.example\r\n").status(), 200);
    assert_eq!(called(&mut client, "GET", "/shut/x", "").status(), 200, "nobody's page");
}

#[test]
fn where_nothing_is_said_a_preflight_is_a_request_like_others() {
    let (_upstream, _gateway, mut client) = started();
    let passed = preflight(&mut client, "/plain/x", "https://any.example", "PUT", "");
    assert_eq!((passed.status(), passed.text().as_str()), (200, "OPTIONS /x HTTP/1.1"), "the backend answers it");
    assert_eq!(told(&passed, &SHOWN[..2]), [Some("*"), Some("true")]);
    // One that asks for nothing is none.
    let options = called(&mut client, "OPTIONS", "/all/x", "origin: https://any.example\r\n");
    assert_eq!((options.status(), options.text().as_str()), (200, "OPTIONS /x HTTP/1.1"));
}
