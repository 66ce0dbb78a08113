//! A call for each row, whose number begins the name of its test.

use gatewright_tests::{KEYS, OTHER_TOKEN, TOKEN};
use serde_json::json;

use super::{JSON, Lab, bearer};

#[test]
fn row_01_goes_to_one_backend_with_a_token_of_the_gateway() {
    let came = Lab::new().arrives("POST", "/row-01/chat/completions", &bearer("the-callers"), "{}");
    assert_eq!(
        (came.line(), came.header("authorization")),
        ("POST /chat/completions", Some("Bearer for-cognitiveservices.azure.com"))
    );
}

#[test]
fn row_02_shows_a_token_to_the_backend_of_the_api() {
    let came = Lab::new().arrives("GET", "/row-02/models", "", "");
    assert_eq!(came.header("authorization"), Some("Bearer for-cognitiveservices.azure.com"));
}

#[test]
fn row_03_goes_elsewhere_than_the_api_says() {
    assert_eq!(Lab::new().arrives("GET", "/row-03/tags", "", "").backend(), "second");
}

#[test]
fn row_04_does_what_broader_scopes_say() {
    assert_eq!(Lab::new().arrives("GET", "/row-04/weather", "", "").header("x-parent"), Some("labs"));
}

#[test]
fn row_05_lets_one_application_of_one_tenant_call() {
    let mut lab = Lab::new();
    assert_eq!(lab.arrives("POST", "/row-05/images", &bearer(TOKEN), "{}").backend(), "second");
    assert_eq!(lab.asks("POST", "/row-05/images", &bearer(OTHER_TOKEN), "{}").status(), 401);
    assert_eq!(lab.asks("POST", "/row-05/images", "", "{}").status(), 401);
}

#[test]
fn row_17_asks_another_member_and_answers_itself_where_all_are_busy() {
    let mut lab = Lab::new();
    assert_eq!(lab.arrives("POST", "/row-17/chat", "", "{}").backend(), "first");
    let came = lab.arrives("POST", "/row-17/busy", "", "{\"a\":1}");
    assert_eq!((came.backend(), came.came["body"].as_str()), ("second", Some("{\"a\":1}")));
    assert_eq!(lab.arrives("POST", "/row-17/chat", "", "{}").backend(), "second", "the first is left alone");
    let down = lab.asks("POST", "/row-17/down", "", "{}");
    assert_eq!((down.status(), down.text().as_str()), (503, "All backends are busy."));
}

#[test]
fn row_18_asks_another_member_with_a_token() {
    let mut lab = Lab::new();
    let came = lab.arrives("POST", "/row-18/busy", &bearer("the-callers"), "{}");
    assert_eq!(
        (came.backend(), came.header("authorization")),
        ("second", Some("Bearer for-cognitiveservices.azure.com"))
    );
    let down = lab.asks("POST", "/row-18/down", "", "{}");
    assert_eq!((down.status(), down.text().as_str()), (503, "All backends are busy."));
}

#[test]
fn row_19_asks_the_backend_of_the_api_again() {
    let mut lab = Lab::new();
    assert_eq!(lab.arrives("POST", "/row-19/busy", "", "{}").backend(), "second");
    let down = lab.asks("POST", "/row-19/down", "", "{}");
    assert_eq!((down.status(), down.text().as_str()), (503, "All backends are busy."));
}

#[test]
fn row_22_reads_the_body_before_it_is_sent() {
    let mut lab = Lab::new();
    let head = "POST /row-22/generate HTTP/1.1\r\nhost: gateway.test\r\ntransfer-encoding: chunked\r\n\r\n";
    lab.client.send(format!("{head}5\r\nhello\r\n0\r\n\r\n").as_bytes());
    let came = lab.client.response().json();
    assert_eq!((&came["backend"], &came["body"]), (&json!("second"), &json!("hello")));
    assert_eq!((&came["headers"]["content-length"], came["headers"].get("transfer-encoding")), (&json!("5"), None));
}

#[test]
fn row_23_keeps_a_caller_with_one_member_and_tells_where_it_was() {
    let mut lab = Lab::new();
    let came = lab.arrives("GET", "/row-23/threads", "x-request-id: seven\r\n", "");
    assert_eq!(came.header("x-correlation-id"), Some("seven"));
    assert_eq!(came.answer.header("x-correlation-id"), Some("seven"));
    assert_eq!(came.answer.header("x-backend-region"), Some("West Europe"));
    let cookie = came.answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    assert!(cookie.starts_with("APIM-Backend-Affinity="), "{cookie}");
    for _ in 0..6 {
        let next = lab.arrives("GET", "/row-23/threads", &format!("cookie: {cookie}\r\n"), "");
        assert_eq!(next.backend(), came.backend());
    }
}

#[test]
fn row_24_routes_by_the_model_wherever_it_stands() {
    let mut lab = Lab::new();
    for (model, outcome) in [
        ("gpt-4.1", "first"),
        ("gpt-4.1-mini", "second"),
        ("model-router", "third"),
        ("o4-mini", "third"),
        ("gpt-4o", "403"),
        ("gpt-4o-mini", "403"),
        ("gpt-2", "400"),
    ] {
        let in_path = format!("/row-24/deployments/{model}/chat/completions");
        let body = format!(r#"{{"model":"{model}"}}"#);
        for response in
            [lab.asks("POST", &in_path, JSON, "{}"), lab.asks("POST", "/row-24/chat/completions", JSON, &body)]
        {
            let came = match response.status() {
                200 => response.json()["backend"].as_str().unwrap().to_owned(),
                status => status.to_string(),
            };
            assert_eq!(came, outcome, "{model}");
        }
    }
}

#[test]
fn row_26_signs_for_bedrock() {
    let came = Lab::new().arrives("POST", "/row-26/model/nova/converse", &bearer("the-callers"), "{}");
    let signed = came.header("authorization").unwrap();
    assert!(signed.starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"), "{signed}");
    assert!(signed.contains("/us-east-1/bedrock/aws4_request, "), "{signed}");
    assert!(came.header("x-amz-date").is_some());
}

#[test]
fn row_29_says_where_tokens_are_made() {
    let response = Lab::new().asks("GET", "/row-29/.well-known/oauth-protected-resource", "", "");
    assert_eq!((response.status(), response.head.header("content-type")), (200, Some("application/json")));
    let said = response.json();
    assert_eq!(said["resource"], "https://gateway.example/row-29/mcp");
    assert_eq!(
        said["authorization_servers"],
        json!(["https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0"])
    );
}

#[test]
fn row_30_challenges_who_has_no_token() {
    let mut lab = Lab::new();
    assert_eq!(lab.arrives("GET", "/row-30/mcp", &bearer(TOKEN), "").backend(), "first");
    let refused = lab.asks("GET", "/row-30/mcp", "", "");
    let challenge = r#"Bearer resource_metadata="https://gateway.example/.well-known/oauth-protected-resource""#;
    assert_eq!((refused.status(), refused.head.header("www-authenticate")), (401, Some(challenge)));
}

#[test]
fn row_31_takes_the_token_away_and_logs_who_called() {
    let mut lab = Lab::new();
    assert_eq!(lab.asks("POST", "/row-31/mcp", "", "{}").status(), 401);
    assert_eq!(lab.arrives("POST", "/row-31/mcp", &bearer(TOKEN), "{}").header("authorization"), None);
    let traces = lab.traces("/row-31/mcp", &bearer(TOKEN));
    let expected = json!([{
        "source": "tools",
        "severity": "information",
        "message": "GET /row-31/mcp",
        "metadata": { "application": "app-a", "api": "row-31" },
    }]);
    assert_eq!(traces, expected);
}

#[test]
fn row_32_lets_five_calls_of_an_address_through() {
    let mut lab = Lab::new();
    assert_eq!(lab.traces("/row-32/mcp", "")[0]["message"], "a call from 127.0.0.1");
    for left in ["3", "2", "1", "0"] {
        assert_eq!(lab.arrives("GET", "/row-32/mcp", "", "").answer.header("x-remaining"), Some(left));
    }
    let refused = lab.asks("GET", "/row-32/mcp", "", "");
    assert_eq!(refused.status(), 429);
    let wait: u64 = refused.head.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=30).contains(&wait), "{wait}");
}

#[test]
fn row_33_says_something_in_the_log() {
    let traces = Lab::new().traces("/row-33/weather", "");
    assert_eq!(
        traces,
        json!([{ "source": "weather", "severity": "information", "message": "asked for /row-33/weather" }])
    );
}

#[test]
fn row_34_shows_a_token_for_another_audience() {
    let came = Lab::new().arrives("POST", "/row-34/score", "", "{}");
    assert_eq!(came.header("authorization"), Some("Bearer for-ml.azure.com"));
}

#[test]
fn row_35_does_nothing_of_what_broader_scopes_say() {
    let came = Lab::new().arrives("POST", "/row-35/indexes", "", "{}");
    assert_eq!((came.header("authorization"), came.header("x-parent")), (Some("Bearer for-search.azure.com"), None));
}

#[test]
fn row_36_adds_a_version_where_there_is_none() {
    let mut lab = Lab::new();
    let came = lab.arrives("POST", "/row-36/agents", "foundry-features: None\r\n", "{}");
    assert_eq!(came.line(), "POST /agents?api-version=2025-11-15-preview");
    assert_eq!(came.header("foundry-features"), Some("HostedAgents=V1Preview"));
    assert_eq!(came.header("authorization"), Some("Bearer for-ai.azure.com"));
    assert_eq!(lab.arrives("POST", "/row-36/agents?api-version=v1", "", "{}").line(), "POST /agents?api-version=v1");
}

#[test]
fn row_37_answers_as_the_document_shows() {
    let mut lab = Lab::new();
    let weather = lab.asks("GET", "/row-37/weather?city=Ulm", "", "");
    assert_eq!((weather.status(), weather.json()), (200, json!({ "condition": "sunny", "temperature": 21 })));
    let products = lab.asks("GET", "/row-37/products", "", "").json();
    assert!(products["name"].as_str().is_some_and(|name| !name.is_empty()), "{products}");
    assert!(products["price"].as_f64().is_some_and(|price| price >= 1.0), "{products}");
}

#[test]
fn row_39_lets_pages_of_two_origins_call() {
    let mut lab = Lab::new();
    let mut asked = |origin: &str| {
        let head = format!("origin: {origin}\r\naccess-control-request-method: POST\r\n");
        let answer = lab.asks("OPTIONS", "/row-39/tasks", &head, "");
        (answer.status(), answer.head.header("access-control-allow-origin").map(str::to_owned))
    };
    for origin in ["https://copilotstudio.microsoft.com", "https://copilotstudio.preview.microsoft.com"] {
        assert_eq!(asked(origin), (200, Some(origin.to_owned())));
    }
    assert_eq!(asked("https://else.example"), (403, None));
}

#[test]
fn row_42_describes_an_authorization_server_to_pages_of_any_origin() {
    let mut lab = Lab::new();
    let path = "/row-42/.well-known/oauth-authorization-server";
    let described = lab.asks("GET", path, "", "");
    assert_eq!(described.json()["token_endpoint"], "https://gateway.example/token");
    assert_eq!(described.head.header("access-control-allow-origin"), Some("*"));
    let asked = lab.asks("OPTIONS", path, "", "");
    assert_eq!((asked.status(), asked.text().as_str()), (200, ""));
    assert_eq!(asked.head.header("access-control-allow-methods"), Some("GET, OPTIONS"));
}

#[test]
fn row_44_leaves_a_busy_backend_alone() {
    let mut lab = Lab::new();
    assert_eq!(lab.arrives("GET", "/row-44/models", "", "").backend(), "first");
    assert_eq!(lab.arrives("GET", "/row-44/busy", "", "").backend(), "second", "the first is busy");
    assert_eq!(lab.arrives("GET", "/row-44/models", "", "").backend(), "second", "for seven seconds");
}

#[test]
fn row_45_tells_the_backend_of_a_stream() {
    let mut lab = Lab::new();
    for (body, header) in [(r#"{"stream":true}"#, "true"), (r#"{"stream":false}"#, "false"), ("{}", "false")] {
        let came = lab.arrives("POST", "/row-45/chat/completions", JSON, body);
        assert_eq!(came.header("x-ms-stream"), Some(header), "{body}");
        assert_eq!(came.came["body"], body);
    }
}

#[test]
fn row_48_counts_the_calls_of_each_subscription() {
    let mut lab = Lab::new();
    let key = format!("api-key: {}\r\norigin: https://any.example\r\n", KEYS[0]);
    for left in (0..60).rev() {
        let came = lab.arrives("GET", "/row-48/graphql", &key, "");
        assert_eq!(came.answer.header("x-remaining"), Some(left.to_string().as_str()));
        assert_eq!(came.answer.header("access-control-allow-origin"), Some("*"));
    }
    assert_eq!(lab.asks("GET", "/row-48/graphql", &key, "").status(), 429);
}
