//! What Gemini's page on the OpenAI API documents, through a gateway that `gatewright import openai --preset gemini` wrote,
//! with the official SDKs and curl. Each client also runs against the upstream itself: what it sends there is, byte for byte,
//! what the gateway sends. Which samples run is kept in docs/gemini.md.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::{env, fs};

use gatewright::Input;
use gatewright::import::{Authentication, Credential, Kind, Operations, PRESETS, Start, checked, files, gateway_file};
use gatewright_tests::{Head, KEYS, Profile, Running, Site, Upstream, built, clients, prepared, python, root, scratch};
use serde_json::{Value, json};

/// The key that Gemini knows.
const GEMINI_KEY: &str = "the-key-of-gemini";

/// What must have been in the bodies of each client.
const MARKS: [&str; 10] = [
    "extra_body",
    "thinking_config",
    "cached_content",
    "thought_signature",
    "reasoning_effort",
    "data:image/png;base64,",
    "input_audio",
    "json_schema",
    "include_usage",
    "b64_json",
];

/// A call as it arrived: method, target, body.
type Call = (String, String, Vec<u8>);

/// An upstream that answers as Gemini does, and keeps what arrives with its key.
fn gemini() -> (Upstream, Arc<Mutex<Vec<Call>>>) {
    let calls = Arc::new(Mutex::new(Vec::new()));
    let kept = calls.clone();
    let upstream = Upstream::answering(move |head, body| {
        if head.header("authorization") != Some(&format!("Bearer {GEMINI_KEY}")) {
            return whole("401 Unauthorized", &json!({"error": {"code": 401, "message": "No key."}}));
        }
        kept.lock().unwrap().push((method(head).to_owned(), head.target().to_owned(), body.to_vec()));
        answer(head, body)
    });
    (upstream, calls)
}

fn whole(status: &str, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")
        .into_bytes()
}

fn method(head: &Head) -> &str {
    head.first.split(' ').next().unwrap_or_default()
}

fn answer(head: &Head, body: &[u8]) -> Vec<u8> {
    let target = head.target().strip_prefix("/v1beta/openai").unwrap_or_default();
    let path = target.split('?').next().unwrap_or_default();
    let model = json!({"id": "models/gemini-2.5-flash", "object": "model", "owned_by": "google"});
    let batch = |status: &str| {
        json!({"id": "batches/b-1", "object": "batch", "endpoint": "/v1/chat/completions", "completion_window": "24h",
            "created_at": 1, "input_file_id": "files/abc-123", "status": status})
    };
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let found = match (method(head), path) {
        ("POST", "/chat/completions") if body["stream"] == true => return stream(),
        ("POST", "/chat/completions") => chat(&body),
        ("POST", "/embeddings") => {
            let count = body["input"].as_array().map_or(1, Vec::len);
            let vector = |index| json!({"object": "embedding", "index": index, "embedding": [0.25, -0.5]});
            json!({"object": "list", "model": body["model"], "data": (0..count).map(vector).collect::<Vec<_>>()})
        }
        ("POST", "/images/generations") => json!({"created": 1, "data": [{"b64_json": "iVBORw0KGgoAAAANSUhEUg=="}]}),
        ("GET", "/models") => json!({"object": "list", "data": [model]}),
        ("GET", "/models/gemini-2.5-flash" | "/models/models%2Fgemini-2.5-flash") => model,
        ("POST", "/batches") => batch("validating"),
        ("GET", "/batches") => json!({"object": "list", "data": [batch("completed")], "has_more": false}),
        ("GET", "/batches/batches%2Fb-1") => batch("completed"),
        ("POST", "/batches/batches%2Fb-1/cancel") => batch("cancelling"),
        _ => return whole("404 Not Found", &json!({"error": {"code": 404, "message": target, "status": "NOT_FOUND"}})),
    };
    whole("200 OK", &found)
}

/// An answer with the members that are Gemini's own.
fn chat(body: &Value) -> Value {
    let asks =
        body["messages"].as_array().and_then(|messages| messages.last()).is_some_and(|last| last["role"] == "user");
    let message = if body["tools"].is_array() && asks {
        json!({"role": "assistant", "tool_calls": [{
            "id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\":\"Chicago\"}"},
            "extra_content": {"google": {"thought_signature": "c2lnbmF0dXJl"}}}]})
    } else if body["response_format"].is_object() {
        json!({"role": "assistant", "content": "{\"city\":\"Paris\",\"population\":2100000}"})
    } else if !body["extra_body"]["google"]["thinking_config"].is_null() {
        let thought = json!({"google": {"thought": true}});
        json!({"role": "assistant", "content": "<thought>Hm.</thought>It works.", "extra_content": thought})
    } else {
        json!({"role": "assistant", "content": "It works."})
    };
    json!({"id": "a", "object": "chat.completion", "created": 1, "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21}})
}

fn stream() -> Vec<u8> {
    let chunk = |choices: Value, usage: Value| {
        let chunk = json!({"id": "a", "object": "chat.completion.chunk", "created": 1, "model": "gemini-2.5-flash",
            "choices": choices, "usage": usage});
        format!("data: {chunk}\n\n")
    };
    let part = |text: &str| chunk(json!([{"index": 0, "delta": {"role": "assistant", "content": text}}]), Value::Null);
    let usage = json!({"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21});
    let events = [part("It "), part("works."), chunk(json!([]), usage), "data: [DONE]\n\n".to_owned()];
    let mut bytes =
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for event in events {
        bytes.extend(format!("{:x}\r\n{event}\r\n", event.len()).into_bytes());
    }
    bytes.extend(b"0\r\n\r\n");
    bytes
}

/// The gateway that the preset gives, with another URL.
fn serving(upstream: &Upstream) -> Running {
    let preset = PRESETS.iter().find(|preset| preset.name == "gemini").unwrap();
    let start = Start {
        name: preset.name.to_owned(),
        url: checked(&preset.url.replace("https://generativelanguage.googleapis.com", &upstream.url())).unwrap(),
        path: "/gemini".to_owned(),
        authentication: Authentication::Key(Credential::read(preset.access_key.unwrap(), preset.name).unwrap()),
        subscription_required: true,
        product: None,
        kind: Kind::OpenAi(Operations { whole: true, audio: false }),
    };
    let folder = scratch("gemini");
    fs::create_dir_all(folder.join("apis")).unwrap();
    for (path, text) in files(&start).unwrap() {
        fs::write(folder.join(path), text).unwrap();
    }
    let text = gateway_file(&start).unwrap().replace("127.0.0.1:8080", "127.0.0.1:0");
    fs::write(folder.join("gateway.yaml"), text.replace("127.0.0.1:9901", "127.0.0.1:0")).unwrap();
    let input = Input { gateway: folder.join("gateway.yaml"), ..Input::default() };
    let binary = built(&input, "gemini-gateway", Profile::Dev).unwrap();
    Running::of(&binary, Site::new().with("GEMINI_API_KEY", GEMINI_KEY))
}

/// Runs a client, and gives its lines.
fn run(program: &PathBuf, script: &str, url: &str, key: &str) -> Vec<Value> {
    let mut command = Command::new(program);
    command.arg(clients().join(script)).env("LLM_URL", url).env("KEY", key);
    let output =
        command.env("AZURE_URL", "").env("LIMITED_KEY", "").env("ASTRAY_KEY", "").output().expect("the client starts");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{script}: {text}{}", String::from_utf8_lossy(&output.stderr));
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    assert!(lines.iter().all(|line| line["ok"] == true), "{script}: {text}");
    lines
}

#[test]
fn every_sample_runs_and_no_byte_changes() {
    if !prepared(env!("CARGO_BIN_EXE_xtask")) {
        return;
    }
    let (upstream, calls) = gemini();
    let mut gateway = serving(&upstream);
    let url = format!("http://{}/gemini", gateway.address());
    let scripts = [
        (python("python"), "python/gemini.py"),
        (PathBuf::from("node"), "node/gemini.mjs"),
        (PathBuf::from("bash"), "gemini.sh"),
    ];
    let mut samples: Vec<String> = Vec::new();
    let mut cells: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut versions: Vec<(String, String)> = Vec::new();
    for (program, script) in &scripts {
        run(program, script, &format!("{}/v1beta/openai", upstream.url()), GEMINI_KEY);
        let direct = std::mem::take(&mut *calls.lock().unwrap());
        let lines = run(program, script, &url, KEYS[0]);
        let through = std::mem::take(&mut *calls.lock().unwrap());
        assert!(direct.len() == through.len() && direct.len() > 12, "{script}: {} and {}", direct.len(), through.len());
        for (sent, arrived) in direct.iter().zip(&through) {
            assert!(sent == arrived, "{script}: {} {} isn't what was sent", arrived.0, arrived.1);
        }
        let bodies: String = through.iter().map(|(_, _, body)| String::from_utf8_lossy(body)).collect();
        for mark in MARKS {
            assert!(bodies.contains(mark), "{script}: no {mark} arrived");
        }
        for line in lines {
            let (client, sample) = (line["client"].as_str().unwrap(), line["feature"].as_str().unwrap());
            if !samples.iter().any(|known| known == sample) {
                samples.push(sample.to_owned());
            }
            if !versions.iter().any(|(known, _)| known == client) {
                versions.push((client.to_owned(), line["version"].as_str().unwrap().to_owned()));
            }
            *cells.entry((sample.to_owned(), client.to_owned())).or_default() += 1;
        }
    }
    let heads: String = versions.iter().map(|(client, version)| format!(" {client} {version} |")).collect();
    let mut table = format!("| sample |{heads}\n|---|{}\n", "---|".repeat(versions.len()));
    for sample in samples {
        let row = versions
            .iter()
            .map(|(client, _)| if cells.contains_key(&(sample.clone(), client.clone())) { " yes |" } else { " |" });
        writeln!(table, "| {sample} |{}", row.collect::<String>()).unwrap();
    }
    let page = include_str!("gemini.md").replace("{samples}\n", &table);
    println!("{page}");
    let file = root().join("docs/gemini.md");
    if env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&file, &page).unwrap();
    }
    assert!(fs::read_to_string(&file).is_ok_and(|kept| kept == page), "docs/gemini.md isn't what ran: UPDATE_EXPECT=1");
}
