//! Metrics of tokens by dimensions of the gateway file, and how fast streams are, over a gateway that runs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use gatewright_tests::{Client, JSON, KEYS, Running, Site, Upstream, build_other, subscription};

const CHAT: &str = r#"{"choices":[{"message":{"content":"Hi"}}],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13,"prompt_tokens_details":{"cached_tokens":2}}}"#;

fn started() -> (Upstream, Running, Client) {
    let upstream = Upstream::start();
    let site = Site::new().before(&upstream).with("GATEWAY_LOCATION", "north");
    let entry = subscription("team-a", "active", "", &[KEYS[0]]).replace("scope: all", "scope: product:free");
    site.write("subscriptions.yaml", &format!("subscriptions:\n{entry}"));
    let mut gateway = Running::of(&build_other("token-metrics"), site);
    let client = gateway.client();
    (upstream, gateway, client)
}

/// A call whose backend answers with this body.
fn called(upstream: &Upstream, client: &mut Client, (target, team): (&str, &str), answer: &str) {
    let headers = format!("{JSON}ocp-apim-subscription-key: {}\r\nx-team: {team}\r\n", KEYS[0]);
    client.request("POST", target, &headers, br#"{"model":"m"}"#);
    upstream.next().answer("200 OK", "content-type: application/json\r\n", answer.as_bytes());
    client.response();
}

fn assert_series(metrics: &str, series: &[&str]) {
    for series in series {
        assert!(metrics.lines().any(|line| line == *series), "{series}\n{metrics}");
    }
}

#[test]
fn tokens_are_told_by_the_dimensions_of_the_gateway_file() {
    let (upstream, mut gateway, mut client) = started();
    called(&upstream, &mut client, ("/metered/chat/completions", "blue"), CHAT);
    called(&upstream, &mut client, ("/metered/chat/completions", "blue"), CHAT);
    let metrics = gateway.ask_admin("/metrics").text();
    let labels = r#"{api_id="metered",backend_id="bare",client_ip="127.0.0.1",gateway_id="token-metrics",location="north",operation_id="passthrough",product_id="free",subscription_id="team-a",user_id="",team="blue"}"#;
    assert_series(
        &metrics,
        &[
            &format!("contoso_prompt_tokens_total{labels} 18"),
            &format!("contoso_completion_tokens_total{labels} 8"),
            &format!("contoso_total_tokens_total{labels} 26"),
            &format!("contoso_cached_tokens_total{labels} 4"),
            "api_management_total_tokens_total{} 26",
        ],
    );
    assert!(!metrics.contains("contoso_reasoning_tokens"), "what isn't reported is no 0\n{metrics}");
    assert_eq!(metrics.matches("# EOF").count(), 1);
}

#[test]
fn what_reports_nothing_counts_nothing() {
    let (upstream, mut gateway, mut client) = started();
    called(&upstream, &mut client, ("/metered/chat/completions", "blue"), r#"{"choices":[]}"#);
    called(&upstream, &mut client, ("/metered/embeddings", "red"), r#"{"usage":{"prompt_tokens":7,"total_tokens":7}}"#);
    let metrics = gateway.ask_admin("/metrics").text();
    assert!(!metrics.contains(r#"team="blue""#), "{metrics}");
    assert!(metrics.contains(r#"team="red"} 7"#), "{metrics}");
    assert!(!metrics.contains("contoso_completion_tokens"), "{metrics}");
}

#[test]
fn what_nobody_reports_and_the_gateway_counts_is_a_series_of_its_own() {
    let (upstream, mut gateway, mut client) = started();
    let asked = br#"{"model":"m","messages":[{"role":"user","content":"Hello there"}]}"#;
    for answer in [r#"{"choices":[{"message":{"content":"Good day"}}]}"#, CHAT] {
        client.request("POST", "/checked/chat/completions", JSON, asked);
        upstream.next().answer("200 OK", "content-type: application/json\r\n", answer.as_bytes());
        client.response();
    }
    let metrics = gateway.ask_admin("/metrics").text();
    assert_series(&metrics, &[r#"checked_prompt_tokens_total{api_id="checked"} 9"#]);
    let estimated = r#"checked_prompt_tokens_total{api_id="checked",estimated="true"} "#;
    let count = metrics.lines().find_map(|line| line.strip_prefix(estimated)).unwrap_or_else(|| panic!("{metrics}"));
    assert!(count.parse::<u64>().unwrap() > 0, "{count}");
}

#[test]
fn a_thousand_series_are_told_apart() {
    let (upstream, mut gateway, mut client) = started();
    for team in 0..1_010 {
        called(&upstream, &mut client, ("/metered/chat/completions", &team.to_string()), CHAT);
    }
    let metrics = gateway.ask_admin("/metrics").text();
    let series: Vec<&str> = metrics.lines().filter(|line| line.starts_with("contoso_total_tokens_total{")).collect();
    let other: Vec<&&str> = series.iter().filter(|line| line.contains(r#"team="other""#)).collect();
    assert_eq!((series.len(), other.len()), (1_001, 1));
    assert!(other[0].ends_with(" 130"), "ten calls of 13 tokens: {other:?}");
}

#[test]
fn series_beyond_the_cap_are_other() {
    let (upstream, mut gateway, mut client) = started();
    for team in ["a", "b", "c", "d", "a"] {
        called(&upstream, &mut client, ("/capped/chat/completions", team), CHAT);
    }
    let metrics = gateway.ask_admin("/metrics").text();
    assert_series(
        &metrics,
        &[
            r#"capped_2_total_tokens_total{who="a"} 26"#,
            r#"capped_2_total_tokens_total{who="b"} 13"#,
            r#"capped_2_total_tokens_total{who="other"} 26"#,
            r#"gateway_token_metric_overflow_total{namespace="capped_2"} 2"#,
        ],
    );
    assert!(!metrics.contains(r#"who="c""#), "{metrics}");
}

#[test]
fn streams_are_counted_and_timed() {
    let (upstream, mut gateway, mut client) = started();
    let headers = format!("{JSON}ocp-apim-subscription-key: {}\r\nx-team: green\r\nx-request-id: timed\r\n", KEYS[0]);
    client.request("POST", "/metered/chat/completions", &headers, br#"{"model":"m","stream":true}"#);
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    exchange.chunk(b"data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n");
    std::thread::sleep(Duration::from_millis(120));
    exchange.chunk(b"data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n");
    // The time to the next token runs from when this one has passed the gateway.
    client.head();
    while !String::from_utf8(client.chunk().unwrap()).unwrap().contains("Hi") {}
    std::thread::sleep(Duration::from_millis(300));
    let report = r#"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}}"#;
    exchange.chunk(format!("data: {report}\n\ndata: [DONE]\n\n").as_bytes());
    exchange.chunk(b"");
    drop(exchange);
    while !client.chunk().unwrap().is_empty() {}
    let first = gateway.logged("timed")["first_token_ms"].as_f64().unwrap();
    assert!((120.0..1000.0).contains(&first), "{first}");
    let metrics = gateway.ask_admin("/metrics").text();
    assert!(metrics.contains(r#"team="green"} 13"#), "{metrics}");
    let of = r#"{api="metered",operation="passthrough"}"#;
    let sum = |name: &str| -> f64 {
        let line = metrics.lines().find_map(|line| line.strip_prefix(&format!("{name}_sum{of} ")));
        line.unwrap_or_else(|| panic!("{name}\n{metrics}")).parse().unwrap()
    };
    assert!((0.12..1.0).contains(&sum("gateway_time_to_first_token_seconds")), "{metrics}");
    // Three tokens after the first, in 300 ms.
    assert!((0.1..0.5).contains(&sum("gateway_time_per_output_token_seconds")), "{metrics}");
    // What is no stream has no first token.
    called(&upstream, &mut client, ("/metered/chat/completions", "green"), CHAT);
    assert_series(
        &gateway.ask_admin("/metrics").text(),
        &[&format!("gateway_time_to_first_token_seconds_count{of} 1")],
    );
}
