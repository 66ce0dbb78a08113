//! `GET /models`, which no backend answers.

use std::process::Command;

use gatewright_tests::{KEYS, Running, Upstream, clients, prepared, python};

use super::{FREE, PRO, before, binary, called, code, site};

#[test]
fn models_are_listed_as_far_as_the_product_may_use_them() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = before(&first, &second);
    let all = [
        "broken",
        "careful",
        "east",
        "fast",
        "gamble",
        "mixed",
        "paid",
        "pensive",
        "pooled",
        "priceless",
        "rash",
        "smart",
    ];
    for (key, pays) in [(PRO, true), (FREE, false), (KEYS[0], false)] {
        let answer = called(&mut client, "GET", "/openai/models", key, "");
        assert_eq!((answer.status(), answer.head.header("content-type")), (200, Some("application/json")));
        let answer = answer.json();
        assert_eq!(answer["object"], "list");
        let ids: Vec<&str> =
            answer["data"].as_array().unwrap().iter().map(|model| model["id"].as_str().unwrap()).collect();
        let expected: Vec<&str> = all.into_iter().filter(|name| pays || *name != "paid").collect();
        assert_eq!(ids, expected);
        let smart = answer["data"].as_array().unwrap().last().unwrap();
        assert_eq!(smart.to_string(), r#"{"created":1715558400,"id":"smart","object":"model","owned_by":"contoso"}"#);
    }
    assert!(first.next_within(std::time::Duration::ZERO).is_none());
}

#[test]
fn one_model_is_told_of_by_any_of_its_names() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = before(&first, &second);
    for name in ["smart", "gpt-4o-latest", "vendor%2Fsmart%20%224%22"] {
        let answer = called(&mut client, "GET", &format!("/openai/models/{name}"), FREE, "");
        assert_eq!((answer.status(), &answer.json()["id"]), (200, &"smart".into()), "{name}");
    }
    assert_eq!(called(&mut client, "GET", "/openai/models/paid", PRO, "").status(), 200);
    for (name, key) in [("paid", FREE), ("gpt-4o", PRO)] {
        let answer = called(&mut client, "GET", &format!("/openai/models/{name}"), key, "");
        assert_eq!((answer.status(), code(&answer).as_str()), (404, "model_not_found"));
    }
    let unknown = called(&mut client, "GET", "/openai/models", "no-key", "");
    assert_eq!(unknown.status(), 401);
    assert!(first.next_within(std::time::Duration::ZERO).is_none());
}

/// Answers a form with its fields: the value of `model`, and whether a line of the file is there.
fn heard(body: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(body);
    let model = text.split_once("name=\"model\"\r\n\r\n").unwrap().1.split("\r\n").next().unwrap();
    let whole = text.contains("\r\n\r\nRIFF sound\r\n--");
    let told = format!("{model} {whole}");
    let answer = serde_json::json!({ "text": told, "created": 1, "data": [{ "b64_json": told }] }).to_string();
    format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{answer}", answer.len())
        .into_bytes()
}

/// The official SDK lists the models, and chats, transcribes and edits by an alias.
#[test]
fn with_the_python_sdk() {
    if !prepared(env!("CARGO_BIN_EXE_xtask")) {
        return;
    }
    let upstream = Upstream::answering(|head, body| {
        if head.header("content-type").is_some_and(|said| said.starts_with("multipart/form-data")) {
            return heard(body);
        }
        let model = serde_json::from_slice::<serde_json::Value>(body).unwrap()["model"].clone();
        let choice = r#"{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hello"}}"#;
        let answer =
            format!(r#"{{"id":"c","object":"chat.completion","created":1,"model":{model},"choices":[{choice}]}}"#);
        let length = answer.len();
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{answer}")
            .into_bytes()
    });
    let mut gateway = Running::of(binary(), site(&upstream.url(), &upstream.url()));
    let mut command = Command::new(python("python"));
    command.arg(clients().join("python/models.py")).env("PYTHONDONTWRITEBYTECODE", "1");
    command.env("LLM_URL", format!("http://{}/openai", gateway.address())).env("PRO_KEY", PRO).env("FREE_KEY", FREE);
    let output = command.output().expect("the client starts");
    print!("{}", String::from_utf8_lossy(&output.stderr));
    let lines: Vec<serde_json::Value> =
        String::from_utf8_lossy(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(output.status.success(), "{}", output.status);
    assert_eq!(lines[0]["listed"].as_array().unwrap().len(), 12, "{lines:?}");
    assert_eq!(lines[1], serde_json::json!({ "retrieved": "smart", "owned_by": "contoso" }));
    assert_eq!(lines[2], serde_json::json!({ "chat": "Hello", "model": "gpt-4o" }));
    assert_eq!(lines[3], serde_json::json!({ "heard": "gpt-4o true", "edited": "gpt-4o true" }));
    for lines in [&lines[4..6], &lines[6..8]] {
        assert_eq!(lines[0], serde_json::json!({ "refused": "PermissionDeniedError", "code": "model_not_allowed" }));
        assert_eq!(lines[1], serde_json::json!({ "refused": "NotFoundError", "code": "model_not_found" }));
    }
}
