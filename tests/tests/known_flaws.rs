//! What users of Azure API Management's AI gateway complain of, about streams and about limits and costs: a test for each
//! complaint, named after it, that the gateway is free of it. The one about counters that replicas don't share is
//! `row_7` of `shared/known_flaw.rs`, since it needs Redis.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;
use std::sync::OnceLock;

use gatewright::{Input, compile};
use gatewright_tests::{
    Client, Exchange, JSON, KEYS, OTHER_TOKEN, Response, Running, Site, TOKEN, Upstream, eventually, issuer, root,
    scratch, subscription,
};

const PRICES: &str =
    "currency: USD\nmodels:\n  m: { input: 2, cached-input: 0.5, output: 8 }\n  other: { input: 20, output: 80 }\n";
const CHAT: &str = r#"{"model":"m","messages":[{"role":"user","content":"Hi"}],"max_tokens":50}"#;
const STREAM: &str = r#"{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true}"#;

fn gateway(site: Site) -> Running {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    site.write("prices.yaml", PRICES);
    Running::of(BINARY.get_or_init(|| gatewright_tests::build_other("known-flaws")), site)
}

fn started() -> (Upstream, Running, Client) {
    let upstream = Upstream::start();
    let mut gateway = gateway(Site::new().before(&upstream));
    let client = gateway.client();
    (upstream, gateway, client)
}

/// A gateway before a model that answers at once with this usage.
fn metered(usage: &'static str) -> (Upstream, Running, Client) {
    let upstream = Upstream::answering(move |_, _| {
        let body = format!(r#"{{"choices":[],"usage":{usage}}}"#);
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len())
            .into()
    });
    let mut gateway = gateway(Site::new().before(&upstream));
    let client = gateway.client();
    (upstream, gateway, client)
}

fn admitted() -> String {
    format!("{JSON}ocp-apim-subscription-key: {}\r\n", KEYS[0])
}

fn called(client: &mut Client, target: &str, headers: &str, body: &str) -> Response {
    client.request("POST", target, headers, body.as_bytes());
    client.response()
}

fn number(response: &Response, header: &str) -> u64 {
    response.head.header(header).unwrap_or_else(|| panic!("{header}: {:?}", response.head)).parse().unwrap()
}

fn event(text: &str) -> String {
    format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}}}}]}}\n\n")
}

/// Sends 50 events, each only once the client has seen the one before.
fn pass_by_turns(exchange: &mut Exchange, client: &mut Client) {
    for turn in 0..50 {
        let event = event(&format!("w{turn}"));
        exchange.chunk(event.as_bytes());
        let mut seen = Vec::new();
        while seen.len() < event.len() {
            let chunk = client.chunk().expect("the stream goes on");
            assert!(!chunk.is_empty(), "the stream ended");
            seen.extend(chunk);
        }
        assert_eq!(String::from_utf8(seen).unwrap(), event);
    }
}

#[test]
fn row_1_streams_come_in_lumps_unless_a_buffer_is_switched_off() {
    let (upstream, _gateway, mut client) = started();
    client.request("POST", "/plain/chat/completions", JSON, STREAM.as_bytes());
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    assert_eq!(client.head().status(), 200);
    pass_by_turns(&mut exchange, &mut client);
}

#[test]
fn row_2_to_mention_the_body_where_it_is_never_read_holds_the_whole_stream_back() {
    let (upstream, _gateway, mut client) = started();
    client.request("POST", "/mentioned/chat/completions", JSON, STREAM.as_bytes());
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    assert_eq!(client.head().status(), 200);
    pass_by_turns(&mut exchange, &mut client);
    // Where it may be read, the gateway file has to say that it is meant, or it doesn't compile.
    let text = std::fs::read_to_string(root().join("tests/gateways/known-flaws/gateway.yaml")).unwrap();
    let folder = scratch("known-flaws");
    let read = root().join("tests/gateways");
    let text = text.replace("../usage/", &format!("{}/usage/", read.display()));
    let text = text.replace("spec: messages.yaml", &format!("spec: {}/known-flaws/messages.yaml", read.display()));
    let silent = text.replace(", buffer: true", "");
    assert_ne!(text, silent);
    std::fs::write(folder.join("gateway.yaml"), silent).unwrap();
    let output = compile(&Input { gateway: folder.join("gateway.yaml"), ..Input::default() });
    let said: Vec<String> = output.diagnostics.iter().map(|diagnostic| format!("{:?}", diagnostic.code)).collect();
    assert!(output.compiled.is_none() && said.contains(&"GW0522".to_owned()), "{said:?}");
}

#[test]
fn row_3_a_stream_whose_text_is_logged_fails() {
    let (upstream, gateway, mut client) = started();
    client.request("POST", "/logged/chat/completions", JSON, STREAM.as_bytes());
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    assert_eq!(client.head().status(), 200);
    pass_by_turns(&mut exchange, &mut client);
    exchange.chunk(b"data: [DONE]\n\n");
    exchange.chunk(b"");
    let texts = eventually("the log has the texts", || {
        let text = std::fs::read_to_string(gateway.site.path().join("calls.jsonl")).ok()?;
        let records = text.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        let texts: Vec<String> = records.filter_map(|record| Some(record["text"].as_str()?.to_owned())).collect();
        (texts.len() == 2).then_some(texts)
    });
    let said: String = (0..50).map(|turn| format!("w{turn}")).collect();
    assert!(texts[0].contains("Hi") && texts[1] == said, "{texts:?}");
}

#[test]
fn row_4_a_stream_is_counted_as_a_fraction_of_what_it_has_used() {
    let (upstream, gateway, mut client) = started();
    let headers = format!("{}x-request-id: long\r\n", admitted());
    client.request("POST", "/limited/chat/completions", &headers, STREAM.as_bytes());
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    exchange.chunk(event("short").as_bytes());
    // Most of what was used is reasoning that nobody sees.
    exchange.chunk(
        b"data: {\"choices\":[],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":3100,\"total_tokens\":3120}}\n\n",
    );
    exchange.chunk(b"data: [DONE]\n\n");
    exchange.chunk(b"");
    drop(exchange);
    client.response();
    let logged = gateway.logged("long");
    assert_eq!((&logged["total_tokens"], &logged["estimated"]), (&3120.into(), &serde_json::Value::Null));
    // The next call finds the rest, less its own reservation.
    client.request("POST", "/limited/chat/completions", &admitted(), CHAT.as_bytes());
    upstream.next().answer(
        "200 OK",
        JSON,
        b"{\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":10,\"total_tokens\":30}}",
    );
    assert_eq!(number(&client.response(), "x-left"), 4000 - 3120 - CHAT.len() as u64 - 50);
}

#[test]
fn row_5_an_end_that_openai_has_is_put_behind_streams_of_anthropic() {
    let (upstream, _gateway, mut client) = started();
    let events = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}}\n\n\
                  event: message_delta\ndata: {\"type\":\"message_delta\",\"usage\":{\"output_tokens\":5}}\n\n\
                  event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    client.request("POST", "/anthropic/v1/messages", &admitted(), br#"{"model":"m","stream":true,"max_tokens":9}"#);
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    exchange.chunk(events.as_bytes());
    exchange.chunk(b"");
    assert_eq!(client.response().text(), events, "to the byte");
}

#[test]
fn row_6_a_stream_that_is_cut_off_looks_as_if_it_had_ended() {
    let (upstream, gateway, mut client) = started();
    let headers = format!("{JSON}x-request-id: cut\r\n");
    client.request("POST", "/plain/chat/completions", &headers, STREAM.as_bytes());
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    exchange.chunk(event("a").as_bytes());
    exchange.reset();
    let text = client.response().text();
    let rest = text.strip_prefix(&event("a")).expect("what was sent");
    assert!(rest.starts_with("data: {\"error\":{") && !rest.contains("[DONE]"), "{rest}");
    assert_eq!(gateway.logged("cut")["ended_by"], "upstream");
}

#[test]
fn row_8_a_number_for_each_tier_takes_a_copy_of_the_policy_and_two_numbers_for_a_key_misbehave() {
    let upstream = Upstream::answering(|_, _| {
        let body = r#"{"usage":{"prompt_tokens":20,"completion_tokens":30,"total_tokens":50}}"#;
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len())
            .into()
    });
    let site = Site::new().before(&upstream);
    let large = "    attributes: { tpm: 5000 }\n";
    let subscriptions =
        [subscription("small", "active", "", &KEYS[..1]), subscription("large", "active", large, &KEYS[1..2])];
    site.write("subscriptions.yaml", &format!("subscriptions:\n{}", subscriptions.concat()));
    let mut gateway = gateway(site);
    let mut client = gateway.client();
    let reserved = CHAT.len() as u64 + 50;
    for (key, tpm) in [(KEYS[0], 600), (KEYS[1], 5000)] {
        let headers = format!("{JSON}ocp-apim-subscription-key: {key}\r\n");
        for call in 0..2 {
            let answer = called(&mut client, "/tiers/chat/completions", &headers, CHAT);
            let left = |limit: u64| limit - 50 * call - reserved;
            // Two limits with the same key count apart, each by its own number.
            assert_eq!((number(&answer, "x-left"), number(&answer, "x-whole-left")), (left(tpm), left(100_000)));
        }
    }
}

#[test]
fn row_9_money_is_not_known_and_named_values_and_dimensions_are_few_and_short() {
    let upstream = Upstream::answering(|head, _| {
        let cached = r#"{"usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100,"prompt_tokens_details":{"cached_tokens":800}}}"#;
        assert_eq!(head.header("x-long").map(str::len), Some(6000));
        let length = cached.len();
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{cached}").into()
    });
    let mut gateway = gateway(Site::new().before(&upstream).with("LONG", &"v".repeat(6000)));
    let mut client = gateway.client();
    // 200 fresh tokens at 2, 800 cached at 0.5, 100 of the completion at 8, each for a million.
    let first = called(&mut client, "/money/chat/completions", &admitted(), CHAT);
    assert_eq!(first.head.header("x-cost"), Some("0.0016"));
    let refused = (0..50).find_map(|call| {
        let answer = called(&mut client, "/money/chat/completions", &admitted(), CHAT);
        (answer.status() == 403).then(|| (call, answer.json()["error"]["code"].clone()))
    });
    assert_eq!(refused, Some((5, "budget_exceeded".into())), "six calls at 0.0016 fit into 0.01");
    for value in 0..150 {
        let dimensions =
            ["one", "two", "three", "four", "five", "six", "seven"].map(|name| format!("x-{name}: {value}\r\n"));
        let headers = format!("{JSON}{}", dimensions.concat());
        assert_eq!(called(&mut client, "/measured/chat/completions", &headers, CHAT).status(), 200);
    }
    let metrics = gateway.ask_admin("/metrics").text();
    for value in 0..150 {
        let names = ["five", "four", "one", "seven", "six", "three", "two"].map(|name| format!("{name}=\"{value}\""));
        let series = format!("many_total_tokens_total{{{}}} 1100", names.join(","));
        assert!(metrics.contains(&series), "{series}");
    }
}

#[test]
fn row_10_a_hundred_thousand_users_need_a_hundred_thousand_subscriptions() {
    let upstream = Upstream::answering(|_, _| {
        let body = r#"{"usage":{"prompt_tokens":20,"completion_tokens":30,"total_tokens":50}}"#;
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len())
            .into()
    });
    let (issuer, _asked) = issuer();
    let mut gateway = gateway(Site::new().before(&upstream).with("ISSUER", &issuer.url()));
    let mut client = gateway.client();
    let reserved = CHAT.len() as u64 + 50;
    // Whose claim says so has the larger limit; nobody has a key.
    for (token, limit) in [(TOKEN, 1000), (OTHER_TOKEN, 5000)] {
        let headers = format!("{JSON}authorization: Bearer {token}\r\n");
        let answer = called(&mut client, "/claims/chat/completions", &headers, CHAT);
        assert_eq!((answer.status(), number(&answer, "x-left")), (200, limit - reserved));
    }
}

#[test]
fn row_11_one_status_says_quota_entitlement_and_more_in_a_shape_that_sdks_cannot_read() {
    let (_upstream, mut gateway, mut client) =
        metered(r#"{"prompt_tokens":600,"completion_tokens":300,"total_tokens":900}"#);
    let call = |client: &mut Client| {
        let answer = called(client, "/quotas/chat/completions", &admitted(), CHAT);
        let error = answer.json()["error"].clone();
        (
            answer.status(),
            error["code"].as_str().unwrap_or_default().to_owned(),
            answer.head.header("x-reason").map(str::to_owned),
        )
    };
    assert_eq!(call(&mut client).0, 200);
    let (status, code, reason) = call(&mut client);
    assert_eq!((status, code.as_str()), (403, "token_quota_exceeded"));
    assert_eq!(reason.as_deref(), Some("llm-token-limit OpenAITokenQuotaExceeded of-the-day"));
    // A wrong key and a model without a price are told apart from it, all in the error object of OpenAI's clients.
    let wrong =
        called(&mut client, "/quotas/chat/completions", &format!("{JSON}ocp-apim-subscription-key: no\r\n"), CHAT);
    assert_eq!(wrong.status(), 401);
    assert!(wrong.json()["error"]["message"].is_string() && wrong.json()["error"]["type"].is_string());
    let unpriced = CHAT.replacen("\"m\"", "\"unknown\"", 1);
    let mut other = gateway.client();
    let answer = called(&mut other, "/money/chat/completions", &admitted(), &unpriced);
    assert_eq!((answer.status(), answer.json()["error"]["code"].as_str()), (403, Some("model_not_priced")));
    // In the shape of Anthropic's, where the API is theirs.
    let answer = called(&mut other, "/anthropic/v1/messages", &format!("{JSON}x-api-key: no\r\n"), "{}");
    assert_eq!((answer.status(), answer.json()["type"].as_str()), (401, Some("error")));
    assert_eq!(answer.json()["error"]["type"], "authentication_error");
}

#[test]
fn row_12_the_tokens_of_anthropic_are_counted_as_none() {
    let (upstream, gateway, mut client) = started();
    let body = r#"{"model":"m","max_tokens":100}"#;
    client.request(
        "POST",
        "/anthropic/v1/messages",
        &format!("{}x-request-id: whole\r\n", admitted()),
        body.as_bytes(),
    );
    let answer = br#"{"content":[],"usage":{"input_tokens":30,"cache_read_input_tokens":70,"output_tokens":11}}"#;
    upstream.next().answer("200 OK", JSON, answer);
    client.response();
    let logged = gateway.logged("whole");
    let told = ["prompt_tokens", "completion_tokens", "cached_tokens"].map(|name| logged[name].as_u64());
    assert_eq!(told, [Some(100), Some(11), Some(70)]);
    client.request(
        "POST",
        "/anthropic/v1/messages",
        &format!("{}x-request-id: stream\r\n", admitted()),
        body.as_bytes(),
    );
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    exchange.chunk(b"event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":30,\"output_tokens\":1}}}\n\n");
    exchange.chunk(b"event: message_delta\ndata: {\"type\":\"message_delta\",\"usage\":{\"output_tokens\":25}}\n\n");
    exchange.chunk(b"event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    exchange.chunk(b"");
    assert_eq!(number(&client.response(), "x-left"), 4000 - 111 - body.len() as u64 - 100);
    let logged = gateway.logged("stream");
    assert_eq!((logged["prompt_tokens"].as_u64(), logged["completion_tokens"].as_u64()), (Some(30), Some(25)));
}
