//! What a call may cost before it is known who serves it, and what it costs then.

use gatewright_tests::{KEYS, Upstream};

use super::{before, by, code};

/// A chat whose completion has so many tokens at most; its length is the bound of its prompt.
fn chat(model: &str, most: u64) -> String {
    format!(r#"{{"model":"{model}","messages":[{{"role":"user","content":"Hello"}}],"max_tokens":{most}}}"#)
}

fn decimal(billionths: u64) -> String {
    let text = format!("{}.{:09}", billionths / 1_000_000_000, billionths % 1_000_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// How long a body is that names the model `smart` as its second target does.
fn longest(body: &str) -> u64 {
    body.replace("smart", "gpt 4.1/é").len() as u64
}

const USED: &[u8] = br#"{"choices":[],"usage":{"prompt_tokens":20,"completion_tokens":30,"total_tokens":50}}"#;
const JSON: &str = "content-type: application/json\r\n";

#[test]
fn the_dearest_target_is_reserved_and_the_one_that_answers_is_paid() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (gateway, mut client) = before(&first, &second);
    let mut left = 500_000_000;
    let body = chat("smart", 400);
    // By prices of 4 and 30 for a million tokens, those of the second target, whose name is the longest.
    let reserved = longest(&body) * 4_000 + 400 * 30_000;
    for (falls_back, model, cost) in
        [(false, "gpt-4o", 20 * 2_000 + 30 * 10_000), (true, "gpt 4.1/é", 20 * 4_000 + 30 * 30_000)]
    {
        client.request(
            "POST",
            "/money/chat/completions",
            &format!("{}x-request-id: {cost}\r\n", by(KEYS[0])),
            body.as_bytes(),
        );
        if falls_back {
            first.next().answer("429 Slow", JSON, b"{}");
            second.next().answer("200 OK", JSON, USED);
        } else {
            first.next().answer("200 OK", JSON, USED);
        }
        let answer = client.response();
        assert_eq!(answer.head.header("x-left"), Some(decimal(left - reserved).as_str()), "{model}");
        assert_eq!(answer.head.header("x-cost"), Some(decimal(cost).as_str()), "{model}");
        let line = gateway.logged(&cost.to_string());
        assert_eq!((line["priced_as"].as_str(), line["model"].as_str()), (Some(model), Some(model)));
        left -= cost;
    }
}

#[test]
fn a_target_without_a_price_is_no_bargain() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = before(&first, &second);
    client.request("POST", "/money/chat/completions", &by(KEYS[0]), chat("priceless", 1).as_bytes());
    let refused = client.response();
    assert_eq!((refused.status(), code(&refused).as_str()), (403, "model_not_priced"));
}

#[test]
fn a_completion_is_bounded_by_what_the_dearest_target_leaves() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = before(&first, &second);
    let body = r#"{"model":"smart","messages":[]}"#;
    client.request("POST", "/bounded/chat/completions", &by(KEYS[0]), body.as_bytes());
    let mut exchange = first.next();
    let sent: serde_json::Value = serde_json::from_slice(&exchange.body).unwrap();
    let most = (50_000_000 - longest(body) * 4_000) / 30_000;
    assert_eq!((&sent["model"], sent["max_tokens"].as_u64()), (&"gpt-4o".into(), Some(most)));
    exchange.answer("200 OK", JSON, USED);
    assert_eq!(client.response().status(), 200);
}

#[test]
fn tokens_are_counted_as_the_model_counts_that_the_backend_is_told() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = before(&first, &second);
    // Of three bytes each, and a token or less.
    let text = "お誕生日おめでとう".repeat(20);
    let body = |model: &str| {
        format!(r#"{{"model":"{model}","messages":[{{"role":"user","content":"{text}"}}],"max_tokens":10}}"#)
    };
    client.request("POST", "/counted/chat/completions", &by(KEYS[0]), body("east").as_bytes());
    first.next().answer("200 OK", JSON, USED);
    assert_eq!(client.response().status(), 200, "by its length it would have been refused");
    client.request("POST", "/counted/chat/completions", &by(KEYS[0]), body("mixed").as_bytes());
    assert_eq!(client.response().status(), 429, "the other target may count more");
}

#[test]
fn who_answers_without_a_price_is_not_paid_by_that_of_another() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (gateway, mut client) = before(&first, &second);
    let headers = format!("{}x-request-id: unpriced\r\n", by(KEYS[0]));
    client.request("POST", "/openai/chat/completions", &headers, chat("priceless", 10).as_bytes());
    first.next().answer("500 Oops", JSON, b"{}");
    second.next().answer("200 OK", JSON, USED);
    assert_eq!(client.response().status(), 200);
    let line = gateway.logged("unpriced");
    assert_eq!((line["model"].as_str(), line.get("cost"), line.get("priced_as")), (Some("no-price"), None, None));
    assert_eq!(line["total_tokens"], 50);
}

#[test]
fn an_answer_that_retry_gives_up_costs_what_its_own_model_does() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (gateway, mut client) = before(&first, &second);
    let headers = format!("{}x-request-id: twice\r\n", by(KEYS[0]));
    client.request("POST", "/twice/chat/completions", &headers, chat("smart", 10).as_bytes());
    first.next().answer("200 OK", JSON, USED);
    first.next().answer("500 Oops", JSON, b"{}");
    second.next().answer("200 OK", JSON, USED);
    assert_eq!(client.response().status(), 200);
    let line = gateway.logged("twice");
    let cost = 20 * 2_000 + 30 * 10_000 + 20 * 4_000 + 30 * 30_000;
    assert_eq!(line["cost"].to_string(), decimal(cost));
    assert_eq!((line["total_tokens"].as_u64(), line["attempts"].as_u64()), (Some(100), Some(3)));
}

#[test]
fn what_nobody_reports_is_counted_as_the_model_counts_that_the_path_tells_the_backend() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (gateway, mut client) = before(&first, &second);
    let text = "お誕生日おめでとう".repeat(20);
    // The body's model is nobody's where the path names one.
    let body = format!(r#"{{"model":"o3","messages":[{{"role":"user","content":"{text}"}}]}}"#);
    let headers = format!("{}x-request-id: by-path\r\n", by(KEYS[0]));
    client.request("POST", "/azure/deployments/east/chat/completions", &headers, body.as_bytes());
    let answer = format!(r#"{{"choices":[{{"message":{{"content":"{text}"}}}}]}}"#);
    first.next().answer("200 OK", JSON, answer.as_bytes());
    assert_eq!(client.response().status(), 200);
    let (old, new) = (bpe_openai::cl100k_base(), bpe_openai::o200k_base());
    assert_ne!(old.count(&text), new.count(&text));
    let line = gateway.logged("by-path");
    assert_eq!(line["completion_tokens"], old.count(&text), "{line}");
    assert_eq!(line["prompt_tokens"], 3 + old.count("user") + old.count(&text) + 3, "{line}");
}

#[test]
fn an_answer_without_a_price_that_retry_gives_up_is_not_for_nothing() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (mut gateway, mut client) = before(&first, &second);
    let headers = format!("{}x-request-id: gambled\r\n", by(KEYS[0]));
    client.request("POST", "/twice/chat/completions", &headers, chat("gamble", 10).as_bytes());
    first.next().answer("200 OK", JSON, USED);
    first.next().answer("500 Oops", JSON, b"{}");
    second.next().answer("200 OK", JSON, USED);
    assert_eq!(client.response().status(), 200);
    let line = gateway.logged("gambled");
    assert_eq!((line.get("cost"), line["total_tokens"].as_u64()), (None, Some(100)), "{line}");
    let metrics = gateway.ask_admin("/metrics").text();
    let series = r#"gateway_uncosted_calls_total{api="twice",operation="createChatCompletion",cause="model"} 1"#;
    assert!(metrics.contains(series), "{metrics}");
    assert!(!metrics.contains(r#"gateway_cost_billionths_total{api="twice""#), "{metrics}");
}

#[test]
fn each_target_has_its_completion_bounded_where_it_takes_the_bound() {
    const NAMES: [&str; 2] = ["max_tokens", "max_completion_tokens"];
    let (first, second) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = before(&first, &second);
    for (model, of_first, of_second) in [("pensive", NAMES[0], NAMES[1]), ("rash", NAMES[1], NAMES[0])] {
        let body = format!(r#"{{"model":"{model}","messages":[]}}"#);
        client.request("POST", "/bounded/chat/completions", &by(KEYS[0]), body.as_bytes());
        let mut bounds = Vec::new();
        for (upstream, name, status) in [(&first, of_first, "500 Oops"), (&second, of_second, "200 OK")] {
            let mut exchange = upstream.next();
            let sent: serde_json::Value = serde_json::from_slice(&exchange.body).unwrap();
            let said: Vec<&str> = NAMES.into_iter().filter(|name| sent.get(name).is_some()).collect();
            assert_eq!(said, [name], "{model}: {sent}");
            bounds.push(sent[name].as_u64().unwrap());
            exchange.answer(status, JSON, USED);
        }
        assert!(bounds[0] > 0 && bounds[0] == bounds[1], "{bounds:?}");
        assert_eq!(client.response().status(), 200);
    }
    // What the caller says stays where the caller has it.
    let body = r#"{"model":"pensive","messages":[],"max_tokens":5}"#;
    client.request("POST", "/bounded/chat/completions", &by(KEYS[0]), body.as_bytes());
    first.next().answer("500 Oops", JSON, b"{}");
    let mut exchange = second.next();
    assert_eq!(String::from_utf8_lossy(&exchange.body), body.replace("pensive", "o3"));
    exchange.answer("200 OK", JSON, USED);
    assert_eq!(client.response().status(), 200);
}
