//! The limits of tokens, with counters in memory: statuses, headers and variables, what is reserved, and what is settled.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use gatewright_tests::{Client, KEYS, Response, Running, Site, Upstream, subscription};

fn gateway(site: Site) -> Running {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    Running::of(BINARY.get_or_init(|| gatewright_tests::build_other("token-limits")), site)
}

/// An answer in JSON.
fn json(status: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")
        .into_bytes()
}

/// A chat that has used so many tokens.
fn used(prompt: u64, completion: u64) -> Vec<u8> {
    let total = prompt + completion;
    let usage = format!(r#"{{"prompt_tokens":{prompt},"completion_tokens":{completion},"total_tokens":{total}}}"#);
    json("200 OK", &format!(r#"{{"choices":[],"usage":{usage}}}"#))
}

fn headers() -> String {
    format!("ocp-apim-subscription-key: {}\r\ncontent-type: application/json\r\n", KEYS[0])
}

fn called(client: &mut Client, target: &str, body: &str) -> Response {
    client.request("POST", target, &headers(), body.as_bytes());
    client.response()
}

fn code(response: &Response) -> String {
    response.json()["code"].as_str().unwrap().to_owned()
}

fn number(response: &Response, header: &str) -> u64 {
    response.head.header(header).unwrap_or_else(|| panic!("{header}: {:?}", response.head)).parse().unwrap()
}

/// A chat whose completion has so many tokens at most; its length is the bound of its prompt.
fn chat(most: u64) -> String {
    format!(r#"{{"messages":[{{"role":"user","content":"Hello"}}],"max_tokens":{most}}}"#)
}

/// What is left of the limit of `/rate`, by a call that uses nothing of it.
fn left(client: &mut Client) -> u64 {
    let body = chat(1);
    number(&called(client, "/rate/refused/chat/completions", &body), "x-left") + body.len() as u64 + 1
}

#[test]
fn a_call_reserves_its_bound_and_has_used_what_the_backend_reports() {
    let upstream = Upstream::answering(|head, _| match head.target() {
        target if target.contains("refused") => json("429 Too Many Requests", "{}"),
        _ => used(20, 30),
    });
    let mut gateway = gateway(Site::new().before(&upstream));
    let mut client = gateway.client();
    let body = chat(400);
    let first = called(&mut client, "/rate/v1/chat/completions", &body);
    assert_eq!(first.status(), 200);
    let reserved = body.len() as u64 + 400;
    assert_eq!(number(&first, "x-left"), 1000 - reserved, "as it was when the call was let through");
    assert_eq!(number(&first, "x-used"), 50);
    assert_eq!(first.head.header("x-seen"), Some(format!("50 of {}", 1000 - reserved).as_str()));
    assert_eq!(first.head.header("x-wait"), None);
    assert_eq!(left(&mut client), 950, "the report took the place of the reservation");
    // What can't fit is refused, and says when there will be room.
    let refused = called(&mut client, "/rate/v1/chat/completions", &chat(900));
    assert_eq!((refused.status(), code(&refused).as_str()), (429, "token_limit_exceeded"));
    let wait = number(&refused, "retry-after");
    assert!((55..=61).contains(&wait), "{wait}");
    assert_eq!((number(&refused, "x-wait"), number(&refused, "x-waits")), (wait, wait));
    assert_eq!(number(&refused, "x-left"), 950);
    assert!(refused.json()["detail"].as_str().unwrap().starts_with("Token limit is exceeded. Try again in "));
    assert_eq!(refused.head.header("x-reason"), Some("llm-token-limit OpenAITokenLimitExceeded by-caller"));
    // No time is long enough for this one.
    let refused = called(&mut client, "/rate/v1/chat/completions", &chat(1000));
    assert_eq!(
        (refused.status(), refused.head.header("retry-after"), refused.head.header("x-waits")),
        (429, None, Some("-1"))
    );
    assert_eq!(left(&mut client), 950);
}

#[test]
fn what_fails_has_used_nothing() {
    let upstream = Upstream::answering(|head, _| match head.target() {
        target if target.contains("refused") => json("429 Too Many Requests", "{}"),
        target if target.contains("failed") => json("500 Oh", "{}"),
        _ => used(1, 1),
    });
    let mut gateway = gateway(Site::new().before(&upstream));
    let mut client = gateway.client();
    let refused = called(&mut client, "/rate/refused/chat/completions", &chat(500));
    assert_eq!((refused.status(), number(&refused, "x-used")), (429, 0));
    assert_eq!(called(&mut client, "/rate/failed/chat/completions", &chat(500)).status(), 500);
    assert_eq!(left(&mut client), 1000);
    // A body that is no JSON is sent on, and a call without one uses no tokens.
    client.request("GET", "/rate/models", &headers(), b"");
    let models = client.response();
    assert_eq!((models.status(), models.head.header("x-left")), (200, None));
    let counted = called(&mut client, "/rate/v1/messages/count_tokens", &chat(5000));
    assert_eq!((counted.status(), counted.head.header("x-left")), (200, None));
    assert_eq!(left(&mut client), 1000);
}

#[test]
fn a_backend_that_is_not_there_has_used_nothing_and_one_that_is_slow_all() {
    let upstream = Upstream::start();
    let mut slow = gateway(Site::new().before(&upstream));
    let mut client = slow.client();
    client.request("POST", "/rate/v1/chat/completions", &headers(), chat(100).as_bytes());
    let exchange = upstream.next();
    assert_eq!(client.response().status(), 504, "its time ran out, and it may have been at work");
    drop(exchange);
    client.request("POST", "/rate/v1/chat/completions", &headers(), chat(1).as_bytes());
    upstream.next().answer("200 OK", "content-type: application/json\r\n", br#"{"usage":{"total_tokens":1}}"#);
    let expected = 1000 - (chat(100).len() + 100 + chat(1).len() + 1) as u64;
    assert_eq!(number(&client.response(), "x-left"), expected);
    let mut away = gateway(Site::new().with("BACKEND_URL", "http://127.0.0.1:1"));
    let mut client = away.client();
    for _ in 0..3 {
        let answer = called(&mut client, "/rate/v1/chat/completions", &chat(800));
        assert_eq!((answer.status(), number(&answer, "x-left")), (502, 1000 - chat(800).len() as u64 - 800));
    }
}

/// The head of a stream that ends with its connection.
const STREAM: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";

#[test]
fn a_stream_holds_its_reservation_until_it_reports() {
    let upstream = Upstream::start();
    let mut gateway = gateway(Site::new().before(&upstream));
    let (mut client, mut other) = (gateway.client(), gateway.client());
    client.request("POST", "/rate/v1/chat/completions", &headers(), chat(700).as_bytes());
    let mut exchange = upstream.next();
    exchange.write(format!("{STREAM}data: {{\"choices\":[]}}\n\n").as_bytes());
    let head = client.head();
    assert_eq!((head.status(), head.header("x-used")), (200, None), "it is not known yet");
    let refused = called(&mut other, "/rate/v1/chat/completions", &chat(300));
    assert_eq!((refused.status(), number(&refused, "retry-after")), (429, 1), "room comes as soon as the stream ends");
    exchange.write(b"data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12}}\n\ndata: [DONE]\n\n");
    exchange.close();
    client.body(&head).unwrap();
    // The client may know of its end a moment before the gateway has settled.
    std::thread::sleep(Duration::from_millis(300));
    other.request("POST", "/rate/v1/chat/completions", &headers(), chat(800).as_bytes());
    upstream.next().answer("503 No", "", b"no");
    assert_eq!(number(&other.response(), "x-left"), 1000 - 12 - 800 - chat(800).len() as u64);
}

#[test]
fn a_stream_that_reports_nothing_or_whose_client_leaves_has_used_what_was_delivered() {
    let upstream = Upstream::start();
    let mut gateway = gateway(Site::new().before(&upstream));
    for leaves in [false, true] {
        let mut client = gateway.client();
        client.request("POST", "/rate/v1/chat/completions", &headers(), chat(100).as_bytes());
        let mut exchange = upstream.next();
        exchange.write(
            format!("{STREAM}data: {{\"choices\":[{{\"delta\":{{\"content\":\"word word word\"}}}}]}}\n\n").as_bytes(),
        );
        let head = client.head();
        assert_eq!(head.status(), 200);
        if leaves {
            client.chunk().unwrap();
            client.leave();
        } else {
            exchange.write(b"data: [DONE]\n\n");
            exchange.close();
            client.body(&head).unwrap();
        }
    }
    let mut client = gateway.client();
    // Of each prompt two tokens and six around them, and three that were delivered.
    let spent = 2 * (8 + 3);
    // The tables of the encoding are read for the first of them.
    std::thread::sleep(Duration::from_secs(5));
    client.request("POST", "/rate/v1/chat/completions", &headers(), chat(1).as_bytes());
    upstream.next().answer("429 No", "", b"no");
    assert_eq!(number(&client.response(), "x-left"), 1000 - spent - chat(1).len() as u64 - 1);
}

#[test]
fn a_prompt_is_counted_where_its_length_would_have_it_refused() {
    let upstream = Upstream::answering(|_, _| used(407, 3));
    let mut gateway = gateway(Site::new().before(&upstream));
    let mut client = gateway.client();
    let chat = |model: &str, words: usize, most: u64| {
        let text = vec!["word"; words].join(" ");
        format!(r#"{{"model":"{model}","messages":[{{"role":"user","content":"{text}"}}],"max_tokens":{most}}}"#)
    };
    // 2,000 bytes are 400 tokens and seven around them; a limit of 1,000 has room for them.
    let counted = called(&mut client, "/rate/v1/chat/completions", &chat("gpt-4o", 400, 500));
    assert_eq!((counted.status(), number(&counted, "x-left")), (200, 1000 - 407 - 500));
    let deployment = "/rate/openai/deployments/gpt-4-turbo/chat/completions";
    let counted = called(&mut client, deployment, &chat("", 400, 100).replace(r#""model":"","#, ""));
    assert_eq!((counted.status(), number(&counted, "x-left")), (200, 1000 - 410 - 407 - 100));
    // What doesn't fit is refused still; so is what nobody but the model can count.
    let refused = called(&mut client, "/rate/v1/chat/completions", &chat("gpt-4o", 400, 600));
    assert_eq!((refused.status(), code(&refused).as_str()), (429, "token_limit_exceeded"));
    let unknown = called(&mut client, "/rate/v1/chat/completions", &chat("claude-x", 100, 50));
    assert_eq!(unknown.status(), 429);
}

#[test]
fn a_call_without_a_bound_is_let_through_while_anything_is_left_and_its_overshoot_is_told() {
    let upstream = Upstream::answering(|_, _| used(500, 1500));
    let mut gateway = gateway(Site::new().before(&upstream));
    let mut client = gateway.client();
    let body = r#"{"messages":[]}"#;
    let first = called(&mut client, "/rate/v1/chat/completions", body);
    assert_eq!((first.status(), number(&first, "x-left")), (200, 1000 - body.len() as u64));
    let second = called(&mut client, "/rate/v1/chat/completions", body);
    assert_eq!((second.status(), number(&second, "x-left")), (429, 0));
    let metrics = gateway.ask_admin("/metrics").text();
    let told = metrics.lines().find(|line| line.starts_with("gateway_token_limit_overshoot_total{api=\"rate\""));
    assert!(told.is_some_and(|line| line.ends_with(" 1000")), "{told:?}");
}

#[test]
fn a_quota_is_refused_with_403_until_its_period_ends() {
    let upstream = Upstream::answering(|_, _| used(500, 480));
    let mut gateway = gateway(Site::new().before(&upstream));
    let mut client = gateway.client();
    let body = chat(50);
    let first = called(&mut client, "/quota/v1/chat/completions", &body);
    let left = 1000 - body.len() as u64 - 50;
    assert_eq!((first.status(), number(&first, "x-left"), first.head.header("x-used")), (200, left, None));
    assert_eq!(first.head.header("x-seen"), Some(left.to_string().as_str()));
    let refused = called(&mut client, "/quota/v1/chat/completions", &body);
    assert_eq!(
        (refused.status(), code(&refused).as_str(), number(&refused, "x-left")),
        (403, "token_quota_exceeded", 20)
    );
    assert!((1..=366 * 86_400).contains(&number(&refused, "retry-after")));
    assert_eq!(refused.head.header("x-reason"), Some("llm-token-limit OpenAITokenQuotaExceeded by-year"));
    // As long as a token is left, what has no bound is let through.
    assert_eq!(called(&mut client, "/quota/v1/chat/completions", r#"{"messages":[]}"#).status(), 200);
    assert_eq!(called(&mut client, "/quota/v1/chat/completions", r#"{"messages":[]}"#).status(), 403);
}

#[test]
fn an_expression_says_the_period_of_a_quota() {
    let upstream = Upstream::answering(|_, _| used(500, 480));
    let mut gateway = gateway(Site::new().before(&upstream));
    let mut client = gateway.client();
    let mut called = |period: &str| {
        let body = chat(50);
        client.request(
            "POST",
            "/period/chat/completions",
            &format!("{}x-period: {period}\r\n", headers()),
            body.as_bytes(),
        );
        client.response()
    };
    assert_eq!(called("Hourly").status(), 200);
    let refused = called("Hourly");
    assert_eq!((refused.status(), code(&refused).as_str()), (403, "token_quota_exceeded"));
    assert!((1..=3_600).contains(&number(&refused, "retry-after")));
    // What is no period is a fault of the gateway's, and isn't taken for one.
    let wrong = called("hourly");
    assert_eq!((wrong.status(), called("").status()), (500, 500));
    let logged = gateway.logged(wrong.head.header("x-request-id").unwrap());
    assert_eq!(logged["detail"], "`hourly` is no period of a quota");
}

#[test]
fn answers_that_are_given_up_for_another_attempt_have_used_their_tokens() {
    static MADE: AtomicU64 = AtomicU64::new(0);
    let upstream = Upstream::answering(|_, _| {
        let answer = String::from_utf8(used(20, 30)).unwrap();
        let again = MADE.fetch_add(1, Ordering::Relaxed) < 2;
        let head = if again { "HTTP/1.1 200 OK\r\nx-again: yes\r\n" } else { "HTTP/1.1 200 OK\r\n" };
        answer.replacen("HTTP/1.1 200 OK\r\n", head, 1).into_bytes()
    });
    let mut gateway = gateway(Site::new().before(&upstream));
    let mut client = gateway.client();
    let answer = called(&mut client, "/retried/chat/completions", &chat(100));
    assert_eq!((answer.status(), MADE.load(Ordering::Relaxed)), (200, 3));
    assert_eq!(number(&answer, "x-used"), 150, "three answers of fifty tokens were made");
    let body = chat(100);
    let next = called(&mut client, "/retried/chat/completions", &body);
    assert_eq!(number(&next, "x-left"), 10_000 - 150 - body.len() as u64 - 100);
    let logged = gateway.logged(answer.head.header("x-request-id").unwrap());
    let told = ["attempts", "prompt_tokens", "completion_tokens", "total_tokens"].map(|name| logged[name].as_u64());
    assert_eq!(told, [3, 60, 90, 150].map(Some), "{logged}");
}

#[test]
fn an_attempt_that_nobody_waits_for_any_more_has_used_what_was_reserved() {
    let upstream = Upstream::answering(|head, _| {
        if head.target().starts_with("/hasty/") {
            std::thread::sleep(Duration::from_secs(1));
        }
        used(20, 30)
    });
    let mut gateway = gateway(Site::new().before(&upstream));
    let mut client = gateway.client();
    let body = chat(100);
    let reserved = body.len() as u64 + 100;
    let answer = called(&mut client, "/late/chat/completions", &body);
    assert_eq!((answer.status(), number(&answer, "x-left")), (200, 10_000 - reserved));
    let logged = gateway.logged(answer.head.header("x-request-id").unwrap());
    assert_eq!((&logged["failed_attempts"][0]["cause"], &logged["total_tokens"]), (&"timeout".into(), &50.into()));
    let next = called(&mut client, "/late/chat/completions", &body);
    assert_eq!(number(&next, "x-left"), 10_000 - reserved - 50 - reserved);
}

#[test]
fn several_limits_on_one_operation_are_told_apart_and_give_back_what_the_next_one_refuses() {
    let upstream = Upstream::answering(|_, _| used(200, 200));
    let mut gateway = gateway(Site::new().before(&upstream));
    let mut client = gateway.client();
    let mut reason = |most: u64| {
        let answer = called(&mut client, "/both/v1/chat/completions", &chat(most));
        (answer.status(), answer.head.header("x-reason").map(str::to_owned))
    };
    for _ in 0..5 {
        assert_eq!(reason(600), (429, Some("OpenAITokenLimitExceeded long".to_owned())), "the first gets it back");
    }
    assert_eq!(reason(350).0, 200);
    assert_eq!(reason(100), (429, Some("OpenAITokenLimitExceeded long".to_owned())), "400 of 500 are used");
    assert_eq!(reason(1990), (429, Some("OpenAITokenLimitExceeded short".to_owned())));
    assert_eq!(reason(450), (403, Some("OpenAITokenQuotaExceeded long".to_owned())), "of the period 500 are left");
}

#[test]
fn completions_are_bounded_by_what_is_left() {
    let upstream = Upstream::start();
    let mut gateway = gateway(Site::new().before(&upstream).with("TPM", "6000"));
    let (mut client, mut other) = (gateway.client(), gateway.client());
    let ask = |client: &mut Client, target: &str, body: &str| {
        client.request("POST", target, &headers(), body.as_bytes());
        let wait = Duration::from_secs(5);
        let Some(exchange) = upstream.next_within(wait) else {
            panic!("{target} {body}: {}", client.response().text())
        };
        (String::from_utf8(exchange.body.clone()).unwrap(), exchange)
    };
    let body = r#"{"messages":[],"n":1}"#;
    let (seen, mut first) = ask(&mut client, "/bounded/v1/chat/completions", body);
    assert_eq!(seen, r#"{"messages":[],"n":1,"max_tokens":4096}"#, "never more than models take");
    let left = 6000 - 4096 - body.len() - body.len();
    let (seen, mut second) = ask(&mut other, "/bounded/v1/chat/completions", body);
    assert_eq!(seen, format!(r#"{{"messages":[],"n":1,"max_tokens":{left}}}"#));
    let refused = called(&mut gateway.client(), "/bounded/v1/chat/completions", body);
    assert_eq!((refused.status(), number(&refused, "x-left"), number(&refused, "retry-after")), (429, 0, 1));
    first.answer("503 No", "", b"no");
    second.answer("503 No", "", b"no");
    assert_eq!((client.response().status(), other.response().status()), (503, 503));
    drop((first, second));
    for (target, body, expected) in [
        ("/v1/chat/completions", r#"{"messages":[],"max_tokens":null}"#, r#"{"messages":[],"max_tokens":4096}"#),
        ("/v1/chat/completions", r#"{"messages":[],"max_tokens":7}"#, r#"{"messages":[],"max_tokens":7}"#),
        (
            "/v1/chat/completions",
            r#"{"model":"o3","messages":[]}"#,
            r#"{"model":"o3","messages":[],"max_completion_tokens":4096}"#,
        ),
        ("/v1/responses", r#"{"input":"a"}"#, r#"{"input":"a","max_output_tokens":4096}"#),
        ("/v1/completions", r#"{"prompt":["a","b"]}"#, r#"{"prompt":["a","b"],"max_tokens":2990}"#),
        ("/m:generateContent", r#"{"contents":[]}"#, r#"{"contents":[],"generationConfig":{"maxOutputTokens":4096}}"#),
        ("/v1/embeddings", r#"{"input":"a"}"#, r#"{"input":"a"}"#),
        ("/v1/images/generations", r#"{"prompt":"a"}"#, r#"{"prompt":"a"}"#),
    ] {
        let (seen, mut exchange) = ask(&mut client, &format!("/bounded{target}"), body);
        assert_eq!(seen, expected, "{target}");
        exchange.answer("503 No", "", b"no");
        assert_eq!(client.response().status(), 503);
    }
    let refused = called(&mut client, "/bounded/v1/chat/completions", "[]");
    assert_eq!((refused.status(), code(&refused).as_str()), (415, "unsupported_media_type"));
    client.request("POST", "/bounded/v1/chat/completions", &headers().replace("json", "octets"), body.as_bytes());
    assert_eq!(client.response().status(), 415, "a backend might read it as JSON");
    assert_eq!(called(&mut client, "/bounded/v1/chat/completions", r#"{"messages":[}"#).status(), 415);
}

#[test]
fn a_limit_may_be_what_a_subscription_says_and_an_estimate_is_told_before_the_answer() {
    let upstream = Upstream::answering(|head, _| {
        let estimate = head.header("x-estimate").unwrap_or_default().to_owned();
        let coding = head.header("accept-encoding").unwrap_or("none").to_owned();
        json("200 OK", &format!(r#"{{"estimate":"{estimate}","coding":"{coding}","usage":{{"total_tokens":5}}}}"#))
    });
    let site = Site::new().before(&upstream);
    let entries = [
        subscription("small", "active", "    attributes: { tpm: 100 }\n", &["key-small"]),
        subscription("plain", "active", "", &[KEYS[0]]),
    ];
    site.write("subscriptions.yaml", &format!("subscriptions:\n{}", entries.concat()));
    let mut gateway = gateway(site);
    let mut client = gateway.client();
    let body = chat(300);
    let plain = called(&mut client, "/estimated/v1/chat/completions", &body);
    assert_eq!((plain.status(), plain.json()["estimate"].as_str()), (200, Some(body.len().to_string().as_str())));
    assert_eq!(plain.json()["coding"], "identity", "or its report could not be read");
    let small = headers().replace(KEYS[0], "key-small");
    client.request("POST", "/estimated/v1/chat/completions", &small, body.as_bytes());
    assert_eq!(client.response().status(), 429);
}

#[test]
fn nothing_is_estimated_or_bounded_unless_it_is_said() {
    let upstream = Upstream::answering(|head, body| {
        let (estimate, body) = (head.header("x-estimate").unwrap_or_default(), String::from_utf8_lossy(body));
        json("200 OK", &format!(r#"{{"estimate":"{estimate}","body":{body}}}"#))
    });
    let mut gateway = gateway(Site::new().before(&upstream));
    let mut client = gateway.client();
    let body = r#"{"messages":[]}"#;
    let answer = called(&mut client, "/plain/v1/chat/completions", body);
    assert_eq!(answer.json()["estimate"], "0");
    assert_eq!(answer.json()["body"], serde_json::json!({ "messages": [] }));
    assert_eq!(answer.head.header("x-left"), None);
    let refused = called(&mut client, "/plain/v1/chat/completions", &chat(999));
    assert!(refused.status() == 429 && refused.head.header("retry-after").is_none());
}
