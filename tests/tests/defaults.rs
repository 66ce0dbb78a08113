//! What holds where an attribute of a policy is left out, and that each default of the catalogue is shown by a test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use gatewright::policy::catalogue::{Attribute, AttributeKind, ENTRIES};
use gatewright_tests::{Client, Response, Running, Site, TOKEN, Upstream, build_other, issuer, root, signed};

/// The test of what holds for tokens.
const UNSAID: &str = "tests/tests/token_limits.rs nothing_is_estimated_or_bounded_unless_it_is_said";

/// Each default, and the test that shows it: one of this file, unless another is named.
const SHOWN: &[(&str, &str, &str)] = &[
    ("cors", "allow-credentials", "pages_of_other_origins"),
    ("cors", "terminate-unmatched-request", "pages_of_other_origins"),
    ("cors", "preflight-result-max-age", "pages_of_other_origins"),
    ("forward-request", "follow-redirects", "a_call_is_forwarded_as_it_comes"),
    ("forward-request", "buffer-request-body", "a_call_is_forwarded_as_it_comes"),
    ("forward-request", "fail-on-error-status-code", "a_call_is_forwarded_as_it_comes"),
    ("forward-request", "http-version", "a_call_is_forwarded_as_it_comes"),
    ("llm-budget", "bound-completions", "tests/tests/budgets.rs completions_are_not_bounded_unless_it_is_said"),
    (
        "llm-budget",
        "retry-after-header-name",
        "tests/tests/budgets.rs a_call_reserves_what_it_may_cost_and_costs_what_is_reported",
    ),
    ("llm-emit-token-metric", "max-series", "tests/tests/token_metrics.rs a_thousand_series_are_told_apart"),
    (
        "llm-emit-token-metric",
        "namespace",
        "tests/tests/token_metrics.rs tokens_are_told_by_the_dimensions_of_the_gateway_file",
    ),
    ("llm-token-limit", "bound-completions", UNSAID),
    ("llm-token-limit", "estimate-prompt-tokens", UNSAID),
    ("llm-token-limit", "retry-after-header-name", UNSAID),
    ("mock-response", "status-code", "an_example_of_the_document"),
    ("mock-response", "content-type", "an_example_of_the_document"),
    ("mock-response", "index", "an_example_of_the_document"),
    ("quota-by-key", "increment-condition", "every_call_counts_once"),
    ("quota-by-key", "increment-count", "every_call_counts_once"),
    ("quota-by-key", "first-period-start", "every_call_counts_once"),
    ("rate-limit-by-key", "increment-condition", "every_call_counts_once"),
    ("rate-limit-by-key", "increment-count", "every_call_counts_once"),
    ("rate-limit-by-key", "increment-after-response", "every_call_counts_once"),
    ("rate-limit-by-key", "retry-after-header-name", "every_call_counts_once"),
    ("rate-limit", "retry-after-header-name", "every_call_counts_once"),
    ("retry", "first-fast-retry", "a_second_attempt_waits"),
    ("retry", "max-body", "a_body_is_kept_up_to_four_mebibytes"),
    ("return-response", "status", "tests/tests/shaping.rs what_is_left_out_has_its_default"),
    ("rewrite-uri", "copy-unmatched-params", "a_rewritten_call_keeps_its_query"),
    ("set-body", "buffer", "a_stream_is_not_held_back"),
    ("set-header", "exists-action", "tests/tests/shaping.rs what_is_left_out_has_its_default"),
    ("set-query-parameter", "exists-action", "tests/tests/shaping.rs what_is_left_out_has_its_default"),
    ("trace", "severity", "tests/tests/policies.rs what_policies_trace_stands_in_the_line_of_the_call"),
    ("validate-azure-ad-token", "authority", "the_tenants_of_entra_are_where_microsoft_has_them"),
    ("validate-azure-ad-token", "required-claims.NAME.match", "a_token_of_entra_needs_all_of_the_values"),
    ("validate-azure-ad-token", "failed-validation-httpcode", "a_token_of_entra_needs_all_of_the_values"),
    ("validate-content", "contents.NAME.validate-as", "an_answer_is_read_as_json"),
    ("validate-content", "buffer", "a_stream_is_not_held_back"),
    ("validate-jwt", "issuer-public-keys.NAME.e", "tests/tests/tokens.rs a_key_may_be_given_by_its_numbers"),
    ("validate-jwt", "required-claims.NAME.match", "a_token_needs_all_of_the_values"),
    ("validate-jwt", "require-expiration-time", "a_token_must_say_when_it_expires_and_not_have_expired"),
    ("validate-jwt", "clock-skew", "a_token_must_say_when_it_expires_and_not_have_expired"),
    ("validate-jwt", "failed-validation-httpcode", "a_token_must_say_when_it_expires_and_not_have_expired"),
];

#[test]
fn each_default_of_the_catalogue_is_shown() {
    let mut known = BTreeSet::new();
    for entry in ENTRIES {
        defaults(entry.fields(), "", &mut |name| {
            known.insert((entry.name.to_owned(), name));
        });
    }
    let shown: BTreeSet<_> = SHOWN.iter().map(|(policy, name, _)| ((*policy).to_owned(), (*name).to_owned())).collect();
    assert_eq!(known, shown);
    for (policy, name, test) in SHOWN {
        let (file, test) = test.split_once(' ').unwrap_or(("tests/tests/defaults.rs", test));
        let text = fs::read_to_string(root().join(file)).unwrap();
        assert!(text.contains(&format!("#[test]\nfn {test}() {{")), "{policy} {name}: {file} has no test {test}");
    }
}

/// The attributes that have a default, with those of the objects in them.
fn defaults(attributes: &[Attribute], before: &str, found: &mut impl FnMut(String)) {
    for attribute in attributes {
        let name = format!("{before}{}", attribute.name);
        if attribute.default.is_some() {
            found(name.clone());
        }
        if let AttributeKind::Rows(row) | AttributeKind::Group(row) = attribute.kind {
            defaults(row.attributes, &format!("{name}.NAME."), found);
        }
    }
}

fn gateway(upstream: &Upstream, issuer: &str) -> Running {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    // `secret-that-tokens-are-signed-with`
    let secret = "c2VjcmV0LXRoYXQtdG9rZW5zLWFyZS1zaWduZWQtd2l0aA==";
    let site = Site::new().before(upstream).with("TOKEN_SECRET", secret).with("ISSUER", issuer);
    Running::of(BINARY.get_or_init(|| build_other("defaults")), site)
}

/// A gateway before an upstream, with a connection to it.
fn before() -> (Upstream, Running, Client) {
    let upstream = Upstream::start();
    let mut gateway = gateway(&upstream, "http://127.0.0.1:1");
    let client = gateway.client();
    (upstream, gateway, client)
}

/// The answer to a call that the upstream answers so.
fn called(upstream: &Upstream, client: &mut Client, target: &str, headers: &str, answer: (&str, &str)) -> Response {
    client.request("GET", target, headers, b"");
    upstream.next().answer(answer.0, answer.1, b"");
    client.response()
}

#[test]
fn pages_of_other_origins() {
    let (upstream, _gateway, mut client) = before();
    let ours = "origin: https://a.example\r\n";
    let answer = called(&upstream, &mut client, "/cors/x", ours, ("200 OK", ""));
    assert_eq!(answer.head.header("access-control-allow-origin"), Some("https://a.example"));
    assert_eq!(answer.head.header("access-control-allow-credentials"), None);
    let preflight = format!("{ours}access-control-request-method: GET\r\n");
    client.request("OPTIONS", "/cors/x", &preflight, b"");
    let answer = client.response();
    assert_eq!((answer.status(), answer.head.header("access-control-max-age")), (200, Some("0")));
    // A page of another origin is let through; its browser keeps the answer from it.
    let answer = called(&upstream, &mut client, "/cors/x", "origin: https://b.example\r\n", ("200 OK", ""));
    assert_eq!((answer.status(), answer.head.header("access-control-allow-origin")), (200, None));
}

#[test]
fn a_call_is_forwarded_as_it_comes() {
    let (upstream, _gateway, mut client) = before();
    let moved = called(&upstream, &mut client, "/forward/x", "", ("302 Found", "location: /y\r\n"));
    assert_eq!((moved.status(), moved.head.header("location")), (302, Some("/y")));
    let failed = called(&upstream, &mut client, "/forward/x", "", ("500 Internal Server Error", "x-own: 1\r\n"));
    assert_eq!((failed.status(), failed.head.header("x-own")), (500, Some("1")));
    // A body that is read whole before it is sent has a length.
    client.send(b"POST /forward/x HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n4\r\nsome\r\n0\r\n\r\n");
    let mut exchange = upstream.next();
    assert_eq!(exchange.head.first, "POST /x HTTP/1.1");
    assert_eq!((exchange.head.header("content-length"), exchange.body.as_slice()), (None, b"some".as_slice()));
    exchange.answer("200 OK", "", b"");
    assert_eq!(client.response().status(), 200);
}

#[test]
fn an_example_of_the_document() {
    let (_upstream, _gateway, mut client) = before();
    client.request("GET", "/things/example", "", b"");
    let answer = client.response();
    assert_eq!((answer.status(), answer.head.header("content-type")), (200, Some("application/json")));
    assert_eq!(answer.json(), serde_json::json!({ "name": "first" }));
}

#[test]
fn every_call_counts_once() {
    let (upstream, mut gateway, mut client) = before();
    for (path, refused) in [("/quota/x", 403), ("/rate-by-key/x", 429)] {
        // What the backend answers makes no difference.
        for status in ["200 OK", "500 Internal Server Error"] {
            called(&upstream, &mut client, path, "", (status, ""));
        }
        client.request("GET", path, "", b"");
        let answer = client.response();
        assert_eq!(answer.status(), refused, "{path}");
        let wait: u64 = answer.head.header("retry-after").unwrap().parse().unwrap();
        if refused == 403 {
            // Periods of a day that have been counted since the first of January of the year 1 end at midnight.
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
            let left = 86_400 - now % 86_400;
            assert!(wait.abs_diff(left) <= 2 || wait.abs_diff(left) >= 86_398, "{wait} {left}");
        } else {
            assert!((3_590..=3_600).contains(&wait), "{wait}");
        }
    }
    // A call counts when it comes, not when it has been answered.
    client.request("GET", "/rate/x", "", b"");
    let mut first = upstream.next();
    let mut other = gateway.client();
    other.request("GET", "/rate/x", "", b"");
    let answer = other.response();
    assert_eq!(answer.status(), 429);
    assert!(answer.head.header("retry-after").is_some());
    first.answer("200 OK", "", b"");
    assert_eq!(client.response().status(), 200);
}

#[test]
fn a_second_attempt_waits() {
    let (upstream, _gateway, mut client) = before();
    client.request("GET", "/retry/x", "", b"");
    upstream.next().answer("503 Service Unavailable", "", b"");
    let answered = Instant::now();
    upstream.next().answer("200 OK", "", b"");
    assert!(answered.elapsed() >= Duration::from_millis(900));
    assert_eq!(client.response().status(), 200);
}

#[test]
fn a_body_is_kept_up_to_four_mebibytes() {
    let (upstream, _gateway, mut client) = before();
    for (more, attempts) in [(0, 2), (1, 1)] {
        let body = vec![b'a'; 4 * 1024 * 1024 + more];
        client.request("POST", "/retry/x", "", &body);
        for _ in 0..attempts {
            let mut exchange = upstream.next();
            assert_eq!(exchange.body.len(), body.len());
            exchange.answer("503 Service Unavailable", "", b"");
        }
        assert_eq!(client.response().status(), 503);
        assert!(upstream.next_within(Duration::from_millis(1_500)).is_none());
    }
}

#[test]
fn a_rewritten_call_keeps_its_query() {
    let (upstream, _gateway, mut client) = before();
    client.request("GET", "/rewrite/x?a=1&b", "", b"");
    let mut exchange = upstream.next();
    assert_eq!(exchange.head.target(), "/other?a=1&b");
    exchange.answer("200 OK", "", b"");
}

#[test]
fn a_stream_is_not_held_back() {
    let (upstream, _gateway, mut client) = before();
    // The first event is here while the second is not yet sent; neither is edited or checked.
    for (method, target) in [("GET", "/edit/x"), ("POST", "/things/checked")] {
        client.request(method, target, "", b"");
        let mut exchange = upstream.next();
        exchange.begin("text/event-stream");
        assert_eq!(client.head().status(), 200);
        for event in ["data: {}\n\n", "data: 1\n\n"] {
            exchange.chunk(event.as_bytes());
            assert_eq!(client.chunk().unwrap(), event.as_bytes(), "{target}");
        }
        exchange.write(b"0\r\n\r\n");
        assert_eq!(client.chunk().unwrap(), b"");
    }
}

#[test]
fn an_edit_of_a_broader_scope_leaves_calls_alone_that_have_no_json() {
    let (upstream, _gateway, mut client) = before();
    let (json, form) = ("content-type: application/json\r\n", "content-type: application/x-www-form-urlencoded\r\n");
    for (method, target, headers, body, sent) in [
        ("POST", "/things/json", json, r#"{"a":1}"#, r#"{"a":1,"edited":true}"#),
        ("POST", "/things/json", json, "", ""),
        ("POST", "/things/form", form, "a=1", "a=1"),
        ("POST", "/edit/x", json, r#"{"a":1}"#, r#"{"a":1,"edited":true}"#),
        ("GET", "/edit/x", "", "", ""),
    ] {
        client.request(method, target, headers, body.as_bytes());
        let mut exchange = upstream.next();
        assert_eq!(String::from_utf8_lossy(&exchange.body), sent, "{target}");
        exchange.answer("200 OK", "", b"");
        drop(exchange);
        assert_eq!(client.response().status(), 200, "{target}");
    }
    // Nobody gets round the edit by another name for the same body.
    client.request("POST", "/edit/x", "content-type: text/plain\r\n", br#"{"a":1}"#);
    assert_eq!(client.response().status(), 415);
}

#[test]
fn an_answer_is_read_as_json() {
    let (upstream, _gateway, mut client) = before();
    for (body, status) in [(r#"{"name":1}"#, 200), ("{}", 502), ("no JSON", 502)] {
        client.request("POST", "/things/checked", "", b"");
        upstream.next().answer("200 OK", "content-type: application/vnd.thing+json\r\n", body.as_bytes());
        assert_eq!(client.response().status(), status, "{body}");
    }
}

/// The status of a call with a token, and its code where it is refused.
fn with_token(upstream: &Upstream, client: &mut Client, target: &str, token: &str) -> (u16, String) {
    client.request("GET", target, &format!("authorization: Bearer {token}\r\n"), b"");
    if let Some(mut exchange) = upstream.next_within(Duration::from_millis(300)) {
        exchange.answer("200 OK", "", b"");
    }
    let answer = client.response();
    let code = if answer.status() == 200 { String::new() } else { answer.json()["code"].as_str().unwrap().to_owned() };
    (answer.status(), code)
}

#[test]
fn a_token_must_say_when_it_expires_and_not_have_expired() {
    let (upstream, _gateway, mut client) = before();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    for (payload, status, code) in [
        (format!("{{\"exp\":{}}}", now + 60), 200, ""),
        ("{}".to_owned(), 401, "jwt_invalid"),
        (format!("{{\"exp\":{}}}", now - 1), 401, "token_expired"),
        (format!("{{\"exp\":{},\"nbf\":{}}}", now + 60, now + 30), 401, "token_expired"),
    ] {
        let token = signed(r#"{"alg":"HS256"}"#, &payload);
        assert_eq!(with_token(&upstream, &mut client, "/token/x", &token), (status, code.to_owned()), "{payload}");
    }
}

#[test]
fn a_token_needs_all_of_the_values() {
    let (upstream, _gateway, mut client) = before();
    for (roles, status) in [(r#"["writer","reader","more"]"#, 200), (r#"["reader"]"#, 401), ("[]", 401)] {
        let token = signed(r#"{"alg":"HS256"}"#, &format!("{{\"exp\":99999999999,\"roles\":{roles}}}"));
        assert_eq!(with_token(&upstream, &mut client, "/claims/x", &token).0, status, "{roles}");
    }
}

#[test]
fn a_token_of_entra_needs_all_of_the_values() {
    let (upstream, (issuer, _)) = (Upstream::start(), issuer());
    let mut gateway = gateway(&upstream, &issuer.url());
    let refused = with_token(&upstream, &mut gateway.client(), "/entra/x", TOKEN);
    assert_eq!(refused, (401, "token_claim_value_not_allowed".to_owned()));
}

#[test]
fn the_tenants_of_entra_are_where_microsoft_has_them() {
    // That host is not called here: what the gateway calls is what the library says, of which the crate has a copy.
    let policy = fs::read_to_string(root().join("runtime/src/policy/validate_azure_ad_token.rs")).unwrap();
    assert!(policy.contains("authority: \"https://login.microsoftonline.com\","));
}
