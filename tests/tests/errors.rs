//! Every cause for which a call fails, as `docs/errors.md` has it: its status, its code, and what `on-error` is told of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use gatewright_tests::{Client, KEYS, Response, Running, Site, Upstream, build_other, root, signed, subscription};

/// A row of the page.
struct Row {
    status: Option<u16>,
    code: String,
    reason: String,
    source: String,
    section: String,
}

fn rows() -> Vec<Row> {
    let page = fs::read_to_string(root().join("docs/errors.md")).unwrap();
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect::<Vec<_>>();
    let rows = page.lines().filter(|line| line.starts_with("| ") && line.contains("` |")).map(cells);
    rows.map(|cells| {
        let [_, status, code, reason, source, section, _] = cells.as_slice() else { panic!("{cells:?}") };
        let [code, reason, source, section] = [code, reason, source, section].map(String::clone);
        Row { status: status.parse().ok(), code, reason, source, section }
    })
    .collect()
}

/// Causes that need more than this gateway, and the tests that show them.
const ELSEWHERE: &[(&str, &str)] = &[
    ("budget_exceeded", "tests/tests/budgets.rs"),
    ("model_not_priced", "tests/tests/budgets.rs"),
    ("model_missing", "tests/tests/models/routed.rs"),
    ("model_not_allowed", "tests/tests/models/routed.rs"),
    ("model_not_found", "tests/tests/models/routed.rs"),
    ("model_too_late", "tests/tests/models/forms.rs"),
    ("body_too_complex", "runtime/src/json/tests/combine.rs"),
    ("caller_ip_unknown", "runtime/tests/serve.rs"),
    ("counters_unavailable", "tests/tests/shared/main.rs"),
    ("token_limit_exceeded", "tests/tests/token_limits.rs"),
    ("token_quota_exceeded", "tests/tests/token_limits.rs"),
    ("too_many_headers", "tests/tests/open/http2.rs"),
];

#[test]
fn each_row_of_the_page_is_what_a_call_gets_and_what_on_error_is_told() {
    let stage = Stage::new();
    let mut wrong = String::new();
    for row in rows() {
        if let Some((_, file)) = ELSEWHERE.iter().find(|(code, _)| *code == row.code) {
            let text = fs::read_to_string(root().join(file)).unwrap_or_default();
            let shown = text.contains(&row.code) || text.contains("TooCostly");
            assert!(shown, "{file} does not show {}", row.code);
            continue;
        }
        let (response, policy) = stage.provoke(&row.code);
        let found = response.json()["code"].as_str().unwrap_or_default().to_owned();
        if found != row.code || row.status.is_some_and(|status| status != response.status()) {
            let _ = writeln!(wrong, "{}: {} {found}: {}", row.code, response.status(), response.text());
            continue;
        }
        let told = |name: &str| response.head.header(name);
        if row.section == "none" {
            assert_eq!(told("x-reason"), None, "{}: no policy runs", row.code);
            continue;
        }
        let source = if row.source == "the policy" { told("x-source") } else { Some(row.source.as_str()) };
        let expected = [Some(row.reason.as_str()), source, Some(&row.section), Some(policy)];
        let found = ["x-reason", "x-source", "x-section", "x-policy"].map(told);
        if found != expected {
            let _ = writeln!(wrong, "{}: {found:?}, not {expected:?}", row.code);
        }
        assert_eq!(told("x-message"), response.json()["detail"].as_str(), "{}", row.code);
        assert!(row.source != "the policy" || source.is_some_and(|source| source.contains('-')), "{source:?}");
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_sealed_token_is_one_that_was_signed() {
    let stage = Stage::new();
    let call = |token: &str| stage.get("/things/tokens/shared", &format!("authorization: Bearer {token}\r\n"));
    assert_eq!(call(SEALED).status(), 200);
    let (start, tag) = SEALED.rsplit_once('.').unwrap();
    let other = if tag.starts_with('A') { tag.replacen('A', "B", 1) } else { format!("A{}", &tag[1..]) };
    let refused = call(&format!("{start}.{other}"));
    assert_eq!((refused.status(), refused.head.header("x-reason")), (401, Some("TokenSignatureKeyNotFound")));
    let open = signed(r#"{"alg":"HS256"}"#, r#"{"exp":4102444800,"iss":"us","aud":"shop","role":"reader"}"#);
    assert_eq!(call(&open).status(), 200, "it need not be sealed");
}

/// Literals of the runtime that look like codes and are none: members of JSON, metrics, and words of protocols.
const NO_CODES: &[&str] = &[
    "access_token",
    "answered_model",
    "api_error",
    "audio_tokens",
    "authentication_error",
    "backend_stream_interrupted",
    "backend_token_failures",
    "best_of",
    "broken_off",
    "budget_overshoot_billionths",
    "bytes_in",
    "bytes_out",
    "cache_control",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
    "cache_write",
    "cache_write_tokens",
    "cached_content",
    "cached_tokens",
    "call_id",
    "candidate_count",
    "circuit_breaker_refused",
    "circuit_breaker_state",
    "circuit_breaker_trips",
    "client_assertion_type",
    "client_credentials",
    "client_id",
    "client_secret",
    "code_execution",
    "completion_audio",
    "completion_audio_tokens",
    "completion_chunks",
    "completion_cut",
    "completion_image",
    "completion_image_tokens",
    "completion_tokens",
    "completion_tokens_details",
    "content_block",
    "cost_billionths",
    "cost_estimated",
    "count_tokens",
    "duration_ms",
    "encrypted_content",
    "ended_by",
    "expires_in",
    "expires_on",
    "file_data",
    "file_id",
    "file_uri",
    "file_url",
    "finish_reason",
    "first_token_ms",
    "function_call",
    "generate_content",
    "image_generation",
    "generation_config",
    "google_search",
    "grant_type",
    "image_tokens",
    "image_url",
    "include_usage",
    "inline_data",
    "input_audio",
    "input_schema",
    "input_token_details",
    "input_tokens",
    "input_tokens_details",
    "invalid_request_error",
    "json_schema",
    "llm_log_records_dropped",
    "log_lines_dropped",
    "max_completion_tokens",
    "max_output_tokens",
    "max_tokens",
    "media_type",
    "message_stop",
    "mime_type",
    "not_found_error",
    "on_outage",
    "otlp_metric_exports_failed",
    "otlp_spans_dropped",
    "output_index",
    "output_token_details",
    "output_tokens",
    "output_tokens_details",
    "overloaded_error",
    "partial_json",
    "permission_error",
    "previous_response_id",
    "priced_as",
    "prompt_audio",
    "prompt_audio_tokens",
    "prompt_chunks",
    "prompt_cut",
    "prompt_image",
    "prompt_image_tokens",
    "prompt_tokens",
    "prompt_tokens_details",
    "rate_limit_error",
    "reasoning_content",
    "reasoning_text",
    "reasoning_tokens",
    "refresh_in",
    "refused_keys",
    "request_duration",
    "request_id",
    "request_too_large",
    "requests_in_flight",
    "response_format",
    "server_error",
    "state_outages",
    "state_unsettled_billionths",
    "state_unsettled_bytes",
    "state_unsettled_tokens",
    "state_up",
    "stop_reason",
    "stream_options",
    "system_instruction",
    "text_completion",
    "texts_dropped",
    "time_per_output_token",
    "time_to_first_token",
    "token_limit_overshoot",
    "token_metric_overflow",
    "token_ms",
    "token_type",
    "tool_call_id",
    "tool_calls",
    "tool_use_id",
    "total_tokens",
    "trace_id",
    "uncosted_calls",
    "unknown_values",
    "upstream_failures",
    "upstream_ms",
    "upstream_retries",
    "upstream_status",
    "url_context",
];

#[test]
fn no_cause_is_missing_on_the_page() {
    let rows: BTreeSet<String> = rows().into_iter().map(|row| row.code).collect();
    let mut found = BTreeSet::new();
    literals(&root().join("runtime/src"), &mut found);
    let known = |literal: &&String| !rows.contains(*literal) && !NO_CODES.contains(&literal.as_str());
    let missing: Vec<&String> = found.iter().filter(known).collect();
    assert!(missing.is_empty(), "these have no row in docs/errors.md, and are not known to be no codes: {missing:?}");
    let gone: Vec<&String> = rows.iter().filter(|code| !found.contains(*code)).collect();
    assert!(gone.is_empty(), "nothing fails with these any more: {gone:?}");
}

/// The texts of the sources that could be codes: words in small letters with `_` between them.
fn literals(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            literals(&path, found);
            continue;
        }
        let tests = path.ends_with("tests.rs") || path.components().any(|part| part.as_os_str() == "tests");
        if tests || path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for literal in line.split('"').skip(1).step_by(2) {
                let words = literal.split('_');
                let plain = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
                if literal.contains('_') && words.clone().all(plain) {
                    found.insert(literal.to_owned());
                }
            }
        }
    }
}

/// The gateway with its backend.
struct Stage {
    gateway: std::cell::RefCell<Running>,
    _upstream: Upstream,
}

impl Stage {
    fn new() -> Self {
        let upstream = Upstream::answering(|head, _| {
            if head.target().contains("slow") {
                std::thread::sleep(Duration::from_secs(2));
            }
            if head.target().contains("/wrong") {
                return b"HTTP/9 what\r\n\r\n".to_vec();
            }
            if head.target().contains("cut") {
                let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n";
                return format!("{head}\r\n1\r\n{{\r\nno chunk\r\n").into_bytes();
            }
            let (status, headers) = match head.target().split('?').next().unwrap_or_default() {
                "/answers/failed" => ("409 Conflict", ""),
                "/answers/status" => ("201 Created", ""),
                "/answers/header" => ("200 OK", "x-count: many\r\n"),
                "/answers/unknown-header" => ("200 OK", "x-else: 1\r\n"),
                "/answers/content" if head.target().contains("coded") => {
                    ("200 OK", "content-type: application/json\r\ncontent-encoding: br\r\n")
                }
                "/answers/content" => ("200 OK", "content-type: application/json\r\n"),
                _ => ("200 OK", ""),
            };
            let body = if head.target().contains("large") { "x".repeat(200) } else { "{}".to_owned() };
            format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
        });
        let site = Site::new().before(&upstream).with("TOKEN_SECRET", SECRET).with("OPENING_KEY", OPENING);
        let entries = [
            subscription("good", "active", "", &[KEYS[0]]),
            subscription("suspended", "suspended", "", &["key-suspended"]),
            subscription("cancelled", "cancelled", "", &["key-cancelled"]),
            subscription("expired", "active", "    expires: 2020-01-01T00:00:00Z\n", &["key-expired"]),
            subscription("elsewhere", "active", "", &["key-elsewhere"]).replace("scope: all", "scope: api:any"),
        ];
        site.write("subscriptions.yaml", &format!("subscriptions:\n{}", entries.concat()));
        Self { gateway: Running::of(&build_other("errors"), site).into(), _upstream: upstream }
    }

    fn client(&self) -> Client {
        self.gateway.borrow_mut().client()
    }

    fn get(&self, target: &str, headers: &str) -> Response {
        let mut client = self.client();
        client.request("GET", target, headers, b"");
        client.response()
    }

    fn post(&self, target: &str, headers: &str, body: &[u8]) -> Response {
        let mut client = self.client();
        client.request("POST", target, headers, body);
        client.response()
    }

    /// Bytes as they are, on a connection of their own.
    fn raw(&self, bytes: &str) -> Response {
        let mut client = self.client();
        client.send(bytes.as_bytes());
        client.response()
    }

    fn keyed(&self, key: &str) -> Response {
        self.get("/keyed/x", &format!("ocp-apim-subscription-key: {key}\r\n"))
    }

    fn json(&self, body: &str) -> Response {
        self.post("/things/json", JSON, body.as_bytes())
    }

    fn token(&self, target: &str, header: &str, payload: &str) -> Response {
        self.get(target, &format!("authorization: Bearer {}\r\n", signed(header, payload)))
    }

    /// The answer to a call that fails so, and the id of the policy that stops it.
    fn provoke(&self, code: &str) -> (Response, &'static str) {
        let none = |response| (response, "none");
        let hs256 = r#"{"alg":"HS256"}"#;
        let body = |target: &str, headers: &str| {
            format!("POST {target} HTTP/1.1\r\nhost: a\r\n{headers}content-length: 10\r\n\r\n{{\"name\"")
        };
        match code {
            "missing_key" => none(self.get("/keyed/x", "")),
            "invalid_key" => none(self.keyed("nobody's")),
            "subscription_suspended" => none(self.keyed("key-suspended")),
            "subscription_cancelled" => none(self.keyed("key-cancelled")),
            "subscription_expired" => none(self.keyed("key-expired")),
            "subscription_scope" => none(self.keyed("key-elsewhere")),
            "origin_not_allowed" => none(self.get("/things/callers/pages", "origin: https://else.example\r\n")),
            "not_found" => none(self.get("/things/things/nine?size=1", "")),
            "missing_parameter" => none(self.get("/things/things/9", "")),
            "invalid_parameter" => none(self.get("/things/things/9?size=big", "")),
            "duplicate_parameter" => none(self.get("/things/things/9?size=1&size=2", "")),
            "undeclared_parameter" => (self.get("/things/asked/unknown-parameter?else=1", ""), "asked"),
            "missing_body" => none(self.post("/things/json", JSON, b"")),
            "invalid_json" => none(self.json("{")),
            "invalid_value" => none(self.json(r#"{"name":1}"#)),
            "duplicate_member" => none(self.json(r#"{"name":"a","name":"b"}"#)),
            "body_too_deep" => {
                none(self.json(&format!("{{\"name\":\"a\",\"x\":{}{}}}", "[".repeat(900), "]".repeat(900))))
            }
            "invalid_text" => none(self.post("/things/text", "content-type: text/plain\r\n", b"\xff\xff")),
            "invalid_xml" => none(self.post("/things/xml", "content-type: application/xml\r\n", b"<thing>")),
            "unsupported_charset" => {
                none(self.post("/things/xml", "content-type: application/xml; charset=utf-16\r\n", b"<thing/>"))
            }
            "invalid_form" => {
                let form = "content-type: application/x-www-form-urlencoded\r\n";
                none(self.post("/things/fields", form, b"name=\xff"))
            }
            "invalid_multipart" => {
                none(self.post("/things/files", "content-type: multipart/form-data; boundary=b\r\n", b"no form"))
            }
            "duplicate_content_type" => none(self.post("/things/json", &JSON.repeat(2), b"{}")),
            "unsupported_media_type" => none(self.post("/things/json", "content-type: text/plain\r\n", b"{}")),
            "invalid_content_encoding" => {
                none(self.post("/things/json", &format!("{JSON}content-encoding: gzip\r\n"), b"{}"))
            }
            "unsupported_content_encoding" => {
                none(self.post("/things/json", &format!("{JSON}content-encoding: x-own\r\n"), b"{}"))
            }
            "undeclared_content_type" => {
                (self.post("/things/asked/content", "content-type: text/plain\r\n", b"{}"), "asked")
            }
            "body_too_large" => none(self.json(&format!("{{\"name\":\"{}\"}}", "x".repeat(70_000)))),
            "incomplete_body" => {
                let head = "POST /things/json HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n";
                none(self.raw(&format!("{head}{JSON}\r\n5\r\n{{\"nam\r\nno chunk\r\n")))
            }
            "body_timeout" => none(self.raw(&body("/things/json", JSON))),
            "request_timeout" => none(self.raw(&body("/any/x", ""))),
            "header_not_found" => (self.get("/things/headers/there", ""), "team"),
            "header_value_not_allowed" => (self.get("/things/headers/value", "x-team: b\r\n"), "team"),
            "caller_ip_not_allowed" => (self.get("/things/callers/allowed", ""), "callers"),
            "caller_ip_blocked" => (self.get("/things/callers/forbidden", ""), "callers"),
            "token_not_present" => (self.get("/things/tokens/shared", ""), "token"),
            "jwt_invalid" => (self.get("/things/tokens/shared", "authorization: Bearer x\r\n"), "token"),
            "token_signature_invalid" => (self.token("/things/tokens/shared", r#"{"alg":"none"}"#, "{}"), "token"),
            "token_signature_key_not_found" => {
                (self.token("/things/tokens/known", r#"{"alg":"RS256","kid":"else"}"#, "{}"), "token")
            }
            "token_expired" => (self.token("/things/tokens/shared", hs256, r#"{"exp":1}"#), "token"),
            "token_audience_not_allowed" => {
                (self.token("/things/tokens/shared", hs256, r#"{"exp":4102444800,"iss":"us","aud":"else"}"#), "token")
            }
            "token_issuer_not_allowed" => {
                (self.token("/things/tokens/shared", hs256, r#"{"exp":4102444800,"iss":"else","aud":"shop"}"#), "token")
            }
            "token_claim_not_found" => {
                (self.token("/things/tokens/shared", hs256, r#"{"exp":4102444800,"iss":"us","aud":"shop"}"#), "token")
            }
            "token_claim_value_not_allowed" => {
                let claims = r#"{"exp":4102444800,"iss":"us","aud":"shop","role":"writer"}"#;
                (self.token("/things/tokens/shared", hs256, claims), "token")
            }
            "token_keys_unavailable" => (self.token("/things/tokens/away", r#"{"alg":"RS256"}"#, "{}"), "token"),
            "rate_limit_exceeded" => (self.second("/things/limits/rate"), "a-rate"),
            "quota_exceeded" => (self.second("/things/limits/quota"), "a-quota"),
            "concurrency_limit_exceeded" => {
                let mut first = self.client();
                first.request("GET", "/things/limits/places?slow", "", b"");
                std::thread::sleep(Duration::from_millis(300));
                (self.get("/things/limits/places", ""), "one-place")
            }
            "expression_value_evaluation_failure" => (self.get("/things/expressions/value", "x-n: many\r\n"), "number"),
            "internal_error" => (self.get("/things/gateway/header?made=%0A", ""), "made"),
            "backend_connection_failure" => none(self.get("/gone/x", "")),
            "backend_credentials_unavailable" => none(self.get("/unpaid/x", "")),
            "backend_invalid_response" => none(self.get("/any/wrong", "")),
            "backend_unavailable" => none(self.second("/tripped/x")),
            "backend_timeout" => none(self.get("/any/slow", "")),
            "backend_error_status" => none(self.get("/things/answers/failed", "")),
            "undeclared_status" => (self.get("/things/answers/status", ""), "statuses"),
            "invalid_header" => (self.get("/things/answers/header", ""), "headers"),
            "undeclared_header" => (self.get("/things/answers/unknown-header", ""), "headers"),
            "invalid_answer" => (self.get("/things/answers/content", ""), "answers"),
            "incomplete_answer" => (self.get("/things/answers/content?cut", ""), "answers"),
            "answer_too_large" => (self.get("/things/answers/content?large", ""), "answers"),
            "coded_answer" => (self.get("/things/answers/content?coded", ""), "answers"),
            "bad_host" => none(self.raw("GET /any/x HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n")),
            "bad_path" => none(self.get("/any/../x", "")),
            "operation_not_found" => none(self.get("/nothing", "")),
            "method_not_allowed" => none(self.get("/things/json", "")),
            "head_too_large" => none(self.get("/any/x", &format!("x-long: {}\r\n", "x".repeat(66_000)))),
            "unsupported_transfer_coding" => {
                none(self.raw("POST /any/x HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n"))
            }
            code => panic!("nothing here provokes `{code}`"),
        }
    }

    /// The second of two calls.
    fn second(&self, target: &str) -> Response {
        self.get(target, "");
        self.get(target, "")
    }
}

const JSON: &str = "content-type: application/json\r\n";

/// What tokens are signed with, in Base64.
const SECRET: &str = "c2VjcmV0LXRoYXQtdG9rZW5zLWFyZS1zaWduZWQtd2l0aA==";

/// A token of the shared secret, sealed with `A256GCM` by another implementation.
const SEALED: &str = concat!(
    "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwiY3R5IjoiSldUIn0..dHdlbHZlLWJ5dGVz.sk6RXeK1ITYzVvnUCM_Khkxp5N",
    "DdDnvrK3-1elPm7a-Fad2jDaYQnJXg0EmkUCdN9_8cCAzVKMYIEDvMM-wxPnGXwfPKEkOegALVRhkaLTBlLFz6Ws9x_VDSgtI-8Q",
    "lIupO69nI1TvCbKn4CuOW3On6J_mIG7BfGQPyaYS0ieY9kI-4f4p1MOfapA2DOe18.vQEW40MmMnlEJoI3ACXKgg",
);

/// What it is sealed with, in Base64.
const OPENING: &str = "dGhpcnR5LXR3by1ieXRlcy10by1lbmNyeXB0LXdpdGg=";
