//! A call for each row, whose number begins the name of its test.

use gatewright_tests::{KEYS, OTHER_TOKEN, TOKEN, eventually, subscription};
use serde_json::{Value, json};

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
fn row_03_goes_elsewhere_than_the_api_says_and_logs_prompts_and_completions() {
    let mut lab = Lab::new();
    assert_eq!(lab.arrives("GET", "/row-03/tags", "", "").backend(), "second");
    let prompt = r#"{"model":"phi","messages":[{"role":"user","content":"Hi"}]}"#;
    let id = "x-request-id: row-03\r\n";
    assert_eq!(lab.arrives("POST", "/row-03/chat/completions", &format!("{JSON}{id}"), prompt).backend(), "second");
    let records = eventually("it is logged", || {
        let lines = lab.gateway.stderr();
        let lines = lines.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let records: Vec<Value> =
            lines.filter(|line| line["request_id"] == "row-03" && line["record"].is_string()).collect();
        (records.len() == 3).then_some(records)
    });
    assert_eq!((&records[0]["model"], &records[0]["total_tokens"]), (&"phi".into(), &18.into()));
    assert_eq!((&records[1]["text"], &records[2]["text"]), (&prompt.into(), &"Hello".into()));
    // Other calls are none of models.
    assert!(!lab.gateway.stderr().lines().any(|line| line.contains("llm-") && line.contains("tags")));
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
fn row_06_answers_pages_and_tells_tokens_by_who_calls() {
    let mut lab = Lab::new();
    let came = lab.arrives("POST", "/row-06/chat/completions", "origin: https://agents.example\r\n", "{}");
    assert_eq!((came.backend(), came.answer.header("access-control-allow-credentials")), ("second", Some("true")));
    let series = r#"row_6_total_tokens_total{api_id="row-06",client_ip="127.0.0.1",subscription_id=""} 18"#;
    assert_eq!(lab.metrics("row_6_total"), [series]);
}

#[test]
fn row_07_tells_tokens_of_a_backend_that_knows_the_gateway() {
    let mut lab = Lab::new();
    let came = lab.arrives("POST", "/row-07/chat/completions", "", "{}");
    assert_eq!(came.header("authorization"), Some("Bearer for-cognitiveservices.azure.com"));
    lab.arrives("POST", "/row-07/chat/completions", "", "{}");
    let labels = r#"{api_id="row-07",client_ip="127.0.0.1",subscription_id=""}"#;
    assert_eq!(lab.metrics("row_7_prompt"), [format!("row_7_prompt_tokens_total{labels} 22")]);
    assert_eq!(lab.metrics("row_7_completion"), [format!("row_7_completion_tokens_total{labels} 14")]);
}

#[test]
fn row_08_tells_tokens_in_a_namespace() {
    let mut lab = Lab::new();
    let came = lab.arrives("POST", "/row-08/chat/completions", "", "{}");
    assert_eq!(came.header("authorization"), Some("Bearer for-cognitiveservices.azure.com"));
    assert_eq!(lab.metrics("llm_total").len(), 1);
}

#[test]
fn row_09_tells_tokens_by_user_behind_an_identity() {
    let mut lab = Lab::new();
    let came = lab.arrives("POST", "/row-09/chat/completions", "x-user-id: ada\r\n", "{}");
    assert_eq!(came.header("authorization"), Some("Bearer for-cognitiveservices.azure.com"));
    let labels = r#"{api_id="row-09",client_ip="127.0.0.1",subscription_id="",user_id="ada"}"#;
    assert_eq!(lab.metrics("row_9_total"), [format!("row_9_total_tokens_total{labels} 18")]);
}

#[test]
fn row_10_tells_tokens_by_user() {
    let mut lab = Lab::new();
    for user in ["ada", "bob", "ada"] {
        assert_eq!(lab.arrives("POST", "/row-10/chat", &format!("x-user-id: {user}\r\n"), "{}").backend(), "second");
    }
    let metrics = lab.metrics("gemini_total");
    let of = |user: &str, tokens: u64| {
        metrics
            .iter()
            .any(|line| line.contains(&format!("user_id=\"{user}\"")) && line.ends_with(&format!(" {tokens}")))
    };
    assert!(metrics.len() == 2 && of("ada", 36) && of("bob", 18), "{metrics:?}");
}

#[test]
fn row_11_limits_and_tells_tokens() {
    let mut lab = Lab::new();
    let key = format!("{JSON}api-key: {}\r\n", KEYS[0]);
    lab.arrives("POST", "/row-11/chat/completions", &key, "{}");
    let came = lab.arrives("POST", "/row-11/chat/completions", &key, "{}");
    // The first used what its backend reports, the second has reserved its body's length.
    assert_eq!(came.answer.header("x-remaining"), Some((1000 - 18 - 2).to_string().as_str()));
    let labels = r#"{api_id="row-11",client_ip="127.0.0.1",subscription_id="team-a"}"#;
    assert_eq!(lab.metrics("row_11_total"), [format!("row_11_total_tokens_total{labels} 36")]);
}

#[test]
fn row_12_counts_the_tokens_of_each_subscription() {
    let mut lab = Lab::new();
    let key = format!("api-key: {}\r\ncontent-type: application/json\r\n", KEYS[0]);
    let prompt = json!({ "messages": [{ "role": "user", "content": "Can you tell me the time?" }] }).to_string();
    let left = 100 - prompt.len();
    let came = lab.arrives("POST", "/row-12/chat/completions", &key, &prompt);
    assert_eq!(came.answer.header("x-remaining"), Some(left.to_string().as_str()));
    // Each has used the 18 that the backend reports.
    let left = (2..=6).map(|calls| {
        let came = lab.arrives("POST", "/row-12/chat/completions", &key, &prompt);
        (calls, came.answer.header("x-remaining").unwrap().parse::<usize>().unwrap())
    });
    for (calls, left) in left.collect::<Vec<_>>() {
        assert_eq!(left, 100_usize.saturating_sub((calls - 1) * 18 + prompt.len()), "after {calls} calls");
    }
    let refused = lab.asks("POST", "/row-12/chat/completions", &key, &prompt);
    assert_eq!((refused.status(), refused.head.header("retry-after").is_some()), (429, true));
}

#[test]
fn row_13_limits_each_product_by_its_own_numbers() {
    let of = |name: &str, key: &str| {
        subscription(name, "active", "", &[key]).replace("scope: all", &format!("scope: product:{name}"))
    };
    let mut lab = Lab::with(&[of("gold", KEYS[0]), of("platinum", KEYS[1])].concat());
    let key = |key: &str| format!("{JSON}api-key: {key}\r\n");
    let told = |lab: &mut Lab, key: &str| {
        let came = lab.arrives("POST", "/row-13/chat/completions", key, "{}");
        ["x-remaining", "x-quota", "x-consumed"].map(|name| came.answer.header(name).unwrap().to_owned())
    };
    assert_eq!(told(&mut lab, &key(KEYS[0])), ["198", "998", "18"]);
    assert_eq!(told(&mut lab, &key(KEYS[1])), ["1998", "999998", "18"]);
    assert_eq!(told(&mut lab, &key(KEYS[0])), ["180", "980", "18"]);
    let metrics = lab.metrics("row_13_total").join("\n");
    for series in
        [r#"{product_id="gold",subscription_id="gold"} 36"#, r#"{product_id="platinum",subscription_id="platinum"} 18"#]
    {
        assert!(metrics.contains(series), "{metrics}");
    }
    // A body of which nobody knows how much it will use is let through while anything is left.
    let long = json!({ "messages": "x".repeat(300) }).to_string();
    lab.arrives("POST", "/row-13/chat/completions", &key(KEYS[0]), &long);
    let bounded = json!({ "messages": [], "max_tokens": 200 }).to_string();
    assert_eq!(lab.asks("POST", "/row-13/chat/completions", &key(KEYS[0]), &bounded).status(), 429);
    assert_eq!(lab.asks("POST", "/row-13/chat/completions", &key(KEYS[1]), &bounded).status(), 200);
}

#[test]
fn row_16_tells_tokens_of_a_backend_that_knows_the_gateway_and_judges_nothing() {
    let mut lab = Lab::new();
    let came = lab.arrives("POST", "/row-16/chat/completions", "", "{}");
    assert_eq!(came.header("authorization"), Some("Bearer for-cognitiveservices.azure.com"));
    let labels = r#"{api_id="row-16",client_ip="127.0.0.1",subscription_id=""}"#;
    assert_eq!(lab.metrics("row_16_total"), [format!("row_16_total_tokens_total{labels} 18")]);
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
fn row_20_asks_again_and_tells_the_tokens_of_the_answer() {
    let mut lab = Lab::new();
    assert_eq!(lab.arrives("POST", "/row-20/busy", "", "{}").backend(), "second");
    assert_eq!(lab.asks("POST", "/row-20/down", "", "{}").status(), 503);
    let labels = r#"{api_id="row-20",client_ip="127.0.0.1",subscription_id=""}"#;
    assert_eq!(lab.metrics("row_20_total"), [format!("row_20_total_tokens_total{labels} 18")]);
}

#[test]
fn row_21_does_it_all_but_the_cache() {
    let mut lab = Lab::new();
    let key = format!("{JSON}api-key: {}\r\n", KEYS[0]);
    let came = lab.arrives("POST", "/row-21/busy", &key, "{}");
    assert_eq!(
        (came.backend(), came.header("authorization")),
        ("second", Some("Bearer for-cognitiveservices.azure.com"))
    );
    assert_eq!(came.answer.header("x-remaining"), Some("298"));
    let bounded = json!({ "messages": [], "max_tokens": 300 }).to_string();
    assert_eq!(lab.asks("POST", "/row-21/chat/completions", &key, &bounded).status(), 429);
    assert_eq!(lab.metrics("row_21_total").len(), 1);
    let down = lab.asks("POST", "/row-21/down", &key, "{}");
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
fn row_27_limits_tells_and_logs_by_user_and_model() {
    let mut lab = Lab::new();
    let headers = |user: &str| format!("{JSON}api-key: {}\r\nx-user-id: {user}\r\n", KEYS[0]);
    let body = json!({ "model": "gpt-4o", "max_tokens": 30, "messages": [] }).to_string();
    let more = format!("x-request-id: the-one\r\n{}", headers("ada"));
    lab.arrives("POST", "/row-27/chat/completions", &more, &body);
    assert_eq!(lab.gateway.logged("the-one")["traces"][0]["message"], "ada asks gpt-4o");
    lab.arrives("POST", "/row-27/chat/completions", &headers("bob"), &body);
    assert_eq!(lab.metrics("row_27_total").len(), 2);
    let series = r#"row_27_total_tokens_total{model="gpt-4o",user="ada"} 18"#;
    assert!(lab.metrics("row_27_total").contains(&series.to_owned()));
    let large = json!({ "model": "gpt-4o", "max_tokens": 90, "messages": [] }).to_string();
    assert_eq!(lab.asks("POST", "/row-27/chat/completions", &headers("ada"), &large).status(), 429);
}

#[test]
fn row_28_limits_tells_and_logs_by_token_and_challenges_who_has_none() {
    let mut lab = Lab::new();
    let headers = |token: &str| format!("{JSON}{}", bearer(token));
    let body = json!({ "model": "gpt-4o", "max_tokens": 30, "messages": [] }).to_string();
    let more = format!("x-request-id: the-one\r\n{}", headers(TOKEN));
    let came = lab.arrives("POST", "/row-28/chat/completions", &more, &body);
    assert_eq!((came.backend(), came.answer.header("x-remaining").is_some()), ("second", true));
    assert_eq!(lab.gateway.logged("the-one")["traces"][0]["message"], "app-a asks gpt-4o");
    let large = json!({ "model": "gpt-4o", "max_tokens": 90, "messages": [] }).to_string();
    assert_eq!(lab.asks("POST", "/row-28/chat/completions", &headers(TOKEN), &large).status(), 429);
    lab.arrives("POST", "/row-28/chat/completions", &headers(OTHER_TOKEN), &body);
    let series = |caller: &str| format!(r#"row_28_total_tokens_total{{model="gpt-4o",user="{caller}"}} 18"#);
    assert_eq!(lab.metrics("row_28_total"), ["app-a", "app-b"].map(series));
    let refused = lab.asks("POST", "/row-28/chat/completions", JSON, &body);
    let challenge = r#"Bearer resource_metadata="https://gateway.example/.well-known/oauth-protected-resource""#;
    assert_eq!((refused.status(), refused.head.header("www-authenticate")), (401, Some(challenge)));
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

#[test]
fn row_49_limits_tokens_and_times_the_first() {
    let mut lab = Lab::new();
    let key = format!("{JSON}api-key: {}\r\n", KEYS[0]);
    let came = lab.arrives("POST", "/row-49/chat/completions", &key, "{}");
    assert_eq!(came.answer.header("x-remaining"), Some("498"));
    assert_eq!(lab.asks("POST", "/row-49/stream", &key, "{}").status(), 200);
    let count = r#"gateway_time_to_first_token_seconds_count{api="row-49",operation="passthrough"} 1"#;
    assert_eq!(lab.metrics("gateway_time_to_first_token_seconds_count"), [count]);
    let bounded = json!({ "messages": [], "max_tokens": 500 }).to_string();
    assert_eq!(lab.asks("POST", "/row-49/chat/completions", &key, &bounded).status(), 429);
}
