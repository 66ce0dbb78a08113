//! Budgets of money, with counters in memory: what is reserved, what is recorded, to the smallest unit.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::OnceLock;

use gatewright_tests::{Client, KEYS, PATIENCE, Response, Running, Site, Upstream, eventually};

const PRICES: &str = "\
edition: 2026-11
currency: EUR
models:
  gpt-4o: { input: 2.50, output: 10, cached-input: 1.25, audio-input: 40, audio-output: 80, aliases: [my-deployment] }
  nano: { input: 0.05, output: 0.4, cached-input: 0.0375, reasoning: 0.8 }
  plain: { input: 2, output: 10 }
";

fn gateway(site: Site) -> Running {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    site.write("prices.yaml", PRICES);
    Running::of(BINARY.get_or_init(|| gatewright_tests::build_other("budgets")), site)
}

/// An answer in JSON.
fn json(status: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")
        .into_bytes()
}

fn used(usage: &str) -> Vec<u8> {
    json("200 OK", &format!(r#"{{"choices":[],"usage":{usage}}}"#))
}

fn headers() -> String {
    format!("ocp-apim-subscription-key: {}\r\ncontent-type: application/json\r\n", KEYS[0])
}

fn called(client: &mut Client, target: &str, body: &str) -> Response {
    client.request("POST", target, &headers(), body.as_bytes());
    client.response()
}

fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    response.head.header(name)
}

/// A chat whose completion has so many tokens at most; its length is the bound of its prompt.
fn chat(model: &str, most: u64) -> String {
    format!(r#"{{"model":"{model}","messages":[{{"role":"user","content":"Hello"}}],"max_tokens":{most}}}"#)
}

fn decimal(billionths: u64) -> String {
    let text = format!("{}.{:09}", billionths / 1_000_000_000, billionths % 1_000_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn metric(gateway: &mut Running, name: &str) -> u64 {
    let text = gateway.ask_admin("/metrics").text();
    let all = text.lines().filter(|line| line.starts_with(name));
    all.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum()
}

#[test]
fn a_call_reserves_what_it_may_cost_and_costs_what_is_reported() {
    let upstream = Upstream::answering(|head, _| match head.target() {
        target if target.contains("failed") => json("500 Oh", "{}"),
        _ => used(r#"{"prompt_tokens":20,"completion_tokens":30,"total_tokens":50}"#),
    });
    let mut gateway = gateway(Site::new().before(&upstream));
    let mut client = gateway.client();
    let body = chat("plain", 400);
    let first = called(&mut client, "/key/chat/completions", &body);
    assert_eq!(first.status(), 200);
    // Of 0.05, prices of 2 and 10 for a million tokens: 2,000 and 10,000 billionths each.
    let reserved = body.len() as u64 * 2_000 + 400 * 10_000;
    let left = 50_000_000 - reserved;
    assert_eq!(header(&first, "x-left"), Some(decimal(left).as_str()), "as it was when the call was let through");
    assert_eq!(header(&first, "x-cost"), Some("0.00034"));
    assert_eq!(header(&first, "x-seen"), Some(format!("340000 of {left}").as_str()));
    assert_eq!(header(&first, "x-usage-cost"), Some("340000"));
    let logged = gateway.logged(header(&first, "x-request-id").unwrap());
    assert_eq!(logged["cost"].to_string(), "0.00034");
    assert_eq!(
        (&logged["currency"], &logged["priced_as"], &logged["prices"]),
        (&"EUR".into(), &"plain".into(), &"2026-11".into())
    );
    // What has failed costs nothing.
    let failed = called(&mut client, "/key/failed/chat/completions", &body);
    assert_eq!((failed.status(), header(&failed, "x-cost")), (500, Some("0")));
    assert_eq!(header(&failed, "x-left"), Some(decimal(left - 340_000).as_str()), "the report took its place");
    // What can't fit is refused.
    let refused = called(&mut client, "/key/chat/completions", &chat("plain", 4_970));
    assert_eq!((refused.status(), refused.json()["code"].as_str()), (403, Some("budget_exceeded")));
    assert_eq!(header(&refused, "x-reason"), Some("llm-budget BudgetExceeded by-caller"));
    assert_eq!(header(&refused, "x-waits"), header(&refused, "retry-after"));
    assert!(header(&refused, "retry-after").is_some());
    // No time is long enough for this one.
    let refused = called(&mut client, "/key/chat/completions", &chat("plain", 5_000));
    assert_eq!((refused.status(), header(&refused, "retry-after")), (403, None));
    assert_eq!(metric(&mut gateway, "gateway_cost_billionths_total{"), 340_000);
}

#[test]
fn the_model_is_that_of_the_path_or_the_body_and_has_a_price() {
    let upstream = Upstream::answering(|_, _| used(r#"{"prompt_tokens":100,"completion_tokens":10}"#));
    let mut gateway = gateway(Site::new().before(&upstream));
    let mut client = gateway.client();
    for (target, model, cost) in [
        ("/key/chat/completions", "gpt-4o", "0.00035"),
        ("/key/chat/completions", "my-deployment", "0.00035"),
        ("/key/openai/deployments/my-deployment/chat/completions", "nano", "0.00035"),
        ("/key/v1beta/models/nano:generateContent", "gpt-4o", "0.000009"),
    ] {
        let answer = called(&mut client, target, &chat(model, 10));
        assert_eq!((answer.status(), header(&answer, "x-cost")), (200, Some(cost)), "{target} {model}");
    }
    for (target, body) in [
        ("/key/chat/completions", chat("unknown", 10)),
        ("/key/openai/deployments/unknown/chat/completions", chat("nano", 10)),
        ("/key/chat/completions", r#"{"messages":[],"max_tokens":1}"#.to_owned()),
        ("/key/chat/completions", r#"{"model":"nano","model":"gpt-4o","messages":[],"max_tokens":1}"#.to_owned()),
    ] {
        let refused = called(&mut client, target, &body);
        assert_eq!((refused.status(), refused.json()["code"].as_str()), (403, Some("model_not_priced")), "{body}");
        assert_eq!(header(&refused, "x-reason"), Some("llm-budget ModelNotPriced by-caller"));
    }
    // Where no budget is, such a call passes, and it is told that nobody knows what it cost.
    let passed = called(&mut client, "/free/chat/completions", &chat("unknown", 10));
    assert_eq!(passed.status(), 200);
    let logged = gateway.logged(header(&passed, "x-request-id").unwrap());
    assert_eq!((logged.get("cost"), logged["prompt_tokens"].as_u64()), (None, Some(100)));
    assert_eq!(metric(&mut gateway, "gateway_uncosted_calls_total{"), 1);
}

#[test]
fn thousands_of_calls_cost_to_the_last_billionth_what_their_reports_come_to() {
    const CALLS: u64 = 4_000;
    let mut state = 11_u64;
    let mut below = move |most: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % most
    };
    // Prices in tenths of a billionth for a token.
    let mut calls = Vec::new();
    for _ in 0..CALLS {
        let (prompt, completion) = (below(5_000) + 1, below(2_000) + 1);
        let (cached, part) = (below(prompt + 1), below(completion + 1));
        let (model, tenths, details) = match below(2) {
            0 => (
                "nano",
                (prompt - cached) * 500 + cached * 375 + (completion - part) * 4_000 + part * 8_000,
                format!(r#""reasoning_tokens":{part}"#),
            ),
            _ => (
                "gpt-4o",
                (prompt - cached) * 25_000 + cached * 12_500 + (completion - part) * 100_000 + part * 800_000,
                format!(r#""audio_tokens":{part}"#),
            ),
        };
        let usage = format!(
            r#"{{"prompt_tokens":{prompt},"completion_tokens":{completion},"total_tokens":{},"prompt_tokens_details":{{"cached_tokens":{cached}}},"completion_tokens_details":{{{details}}}}}"#,
            prompt + completion
        );
        calls.push((model, usage, tenths.div_ceil(10)));
    }
    let upstream = Upstream::answering(|head, _| used(head.header("x-usage").unwrap()));
    let mut gateway = gateway(Site::new().before(&upstream));
    let mut client = gateway.client();
    let mut spent = 0;
    for (model, usage, cost) in &calls {
        let headers = format!("{}x-usage: {usage}\r\n", headers());
        client.request("POST", "/large/chat/completions", &headers, chat(model, 1).as_bytes());
        let answer = client.response();
        assert_eq!(
            (answer.status(), header(&answer, "x-cost")),
            (200, Some(decimal(*cost).as_str())),
            "{model}: {usage}"
        );
        spent += cost;
    }
    client.request(
        "POST",
        "/large/chat/completions",
        &format!("{}x-usage: {{}}\r\n", headers()),
        chat("nano", 1).as_bytes(),
    );
    let reserved = chat("nano", 1).len() as u64 * 50 + 800;
    let left = 4_000_000 * 1_000_000_000 - spent - reserved;
    let last = client.response();
    assert_eq!(header(&last, "x-left"), Some(decimal(left).as_str()), "all else is left");
    // Nothing was reported of the last one, so that it costs what was counted.
    let counted = gateway.logged(header(&last, "x-request-id").unwrap());
    assert_eq!((&counted["estimated"], &counted["cost_estimated"]), (&true.into(), &true.into()), "{counted}");
    let tokens = |name: &str| counted[name].as_u64().unwrap();
    let cost = (tokens("prompt_tokens") * 500 + tokens("completion_tokens") * 4_000).div_ceil(10);
    let recorded = || Some(metric(&mut gateway, "gateway_cost_billionths_total{")).filter(|all| *all == spent + cost);
    eventually("all that was spent is recorded", recorded);
}

#[test]
fn completions_are_not_bounded_unless_it_is_said() {
    let upstream = Upstream::answering(|_, body| {
        used(&format!(r#"{{"prompt_tokens":{},"completion_tokens":0,"total_tokens":{}}}"#, body.len(), body.len()))
    });
    let mut gateway = gateway(Site::new().before(&upstream));
    let mut client = gateway.client();
    let body = r#"{"model":"plain","messages":[{"role":"user","content":"Hi"}]}"#;
    let answer = called(&mut client, "/large/chat/completions", body);
    assert_eq!(
        header(&answer, "x-cost"),
        Some(decimal(body.len() as u64 * 2_000).as_str()),
        "nothing came to the body"
    );
}

#[test]
fn calls_at_once_never_pass_a_budget_that_bounds_them() {
    let upstream = Upstream::answering(|_, body| {
        let most = serde_json::from_slice::<serde_json::Value>(body).unwrap()["max_tokens"].as_u64().unwrap();
        used(&format!(r#"{{"prompt_tokens":10,"completion_tokens":{most}}}"#))
    });
    let mut gateway = gateway(Site::new().before(&upstream));
    let address = gateway.address();
    let at_once = |count: usize, target: &str, body: &str| {
        let head = format!("POST {target} HTTP/1.1\r\nhost: a\r\n{}", headers());
        let request = format!("{head}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
        let mut streams: Vec<TcpStream> = (0..count)
            .map(|_| {
                let stream = TcpStream::connect(address).unwrap();
                stream.set_read_timeout(Some(PATIENCE * 4)).unwrap();
                stream
            })
            .collect();
        streams.iter_mut().for_each(|stream| stream.write_all(request.as_bytes()).unwrap());
        let mut status = |stream: &mut TcpStream| {
            let mut text = String::new();
            stream.read_to_string(&mut text).unwrap();
            text.split(' ').nth(1).unwrap().to_owned()
        };
        let statuses: Vec<String> = streams.iter_mut().map(&mut status).collect();
        statuses.iter().filter(|status| *status == "200").count()
    };
    let admitted = at_once(300, "/key/chat/completions", &chat("plain", 100));
    // Each costs 10 × 2,000 and 100 × 10,000 billionths; the budget is 50,000,000.
    assert!((20..=49).contains(&admitted), "{admitted}");
    let spent = metric(&mut gateway, "gateway_cost_billionths_total{");
    assert_eq!(spent, admitted as u64 * 1_020_000);
    // The gateway bounds the completions of those that don't.
    let body = r#"{"model":"plain","messages":[{"role":"user","content":"Hello"}]}"#;
    assert!(at_once(100, "/bounded/chat/completions", body) >= 1);
    let bounded = metric(&mut gateway, "gateway_cost_billionths_total{") - spent;
    assert!(bounded <= 50_000_000, "{bounded}");
    assert_eq!(metric(&mut gateway, "gateway_budget_overshoot_billionths_total{"), 0);
}

#[test]
fn prices_are_read_again_when_their_file_changes() {
    let upstream = Upstream::answering(|_, _| used(r#"{"prompt_tokens":1000,"completion_tokens":0}"#));
    let mut gateway = gateway(Site::new().before(&upstream));
    let mut client = gateway.client();
    let mut cost =
        || header(&called(&mut client, "/large/chat/completions", &chat("plain", 1)), "x-cost").unwrap().to_owned();
    assert_eq!(cost(), "0.002");
    gateway.site.write("prices.yaml", "currency: EUR\nmodels: { plain: { input: 3.000001, output: 10 } }\n");
    eventually("the new price holds", || (cost() == "0.003000001").then_some(()));
    // A file that is wrong is not put in force.
    gateway.site.write("prices.yaml", "currency: USD\nmodels: { plain: { input: 4, output: 10 } }\n");
    std::thread::sleep(std::time::Duration::from_millis(1_500));
    assert_eq!(cost(), "0.003000001");
}
