//! Requests as real clients send them, and wrong ones, through gateways that were compiled and built: `tests/traffic`.
//!
//! What is accepted must reach the upstream byte for byte. What is refused must be told where and why, without the
//! value, and must not reach the upstream whole.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use std::sync::mpsc::{Receiver, channel};

use gatewright_tests::{Client, Response, Running, Sample, Upstream, published, root};
use serde_json::{Value, json};

/// The least that each set must hold, so that a folder that moved is noticed.
const LEAST: usize = 5;

/// A gateway, and an upstream that answers 200 and keeps what it got.
struct Bench {
    gateway: Running,
    arrived: Receiver<(String, Vec<u8>)>,
    traffic: &'static str,
}

impl Bench {
    fn new(traffic: &'static str, sample: &Sample) -> Self {
        let (to, arrived) = channel();
        let upstream = Upstream::answering(move |head, body| {
            // A test that ended looks at nothing more.
            let _ = to.send((head.target().to_owned(), body.to_vec()));
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}".to_vec()
        });
        let gateway = sample.start(&upstream);
        Self { gateway, arrived, traffic }
    }

    fn cases(&self, set: &str) -> Vec<Case> {
        let folder = root().join("tests/traffic").join(self.traffic).join(set);
        let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        assert!(files.len() >= LEAST, "{} cases", files.len());
        files.iter().map(|file| Case::read(file)).collect()
    }

    fn client(&mut self) -> Client {
        self.gateway.client()
    }

    /// What has arrived since the last look.
    fn arrived(&self) -> Vec<(String, Vec<u8>)> {
        self.arrived.try_iter().collect()
    }

    fn accepts(&mut self, set: &str) {
        let mut client = self.client();
        let mut wrong = Vec::new();
        for case in self.cases(set) {
            let answer = case.send(&mut client);
            let arrived = self.arrived();
            let (_, path) = place(&case.operation);
            match &arrived[..] {
                _ if answer.status() != 200 => wrong.push(format!("{}: {}", case.name, answer.text())),
                [(target, body)] if *body == case.body && target.starts_with(path) => {}
                [(target, body)] => {
                    wrong.push(format!("{}: at {target} arrived {}", case.name, String::from_utf8_lossy(body)));
                }
                _ => wrong.push(format!("{}: arrived {} times", case.name, arrived.len())),
            }
        }
        assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
    }

    fn refuses(&mut self, set: &str) {
        let mut wrong = Vec::new();
        for case in self.cases(set) {
            // A gateway that refuses early may close the connection, so each case has one of its own.
            let answer = case.send(&mut self.client());
            if let Err(reason) = case.is_told(&answer) {
                wrong.push(format!("{}: {reason}: {}", case.name, answer.text()));
            }
        }
        // The upstream takes calls in their order on each of its connections; one that went through shows that it had
        // time for those before.
        let last = &self.cases(&set.replace("refused", "accepted"))[0];
        assert_eq!(last.send(&mut self.client()).status(), 200);
        let arrived = self.arrived();
        if arrived.len() != 1 {
            wrong.push(format!("{} refused requests arrived whole", arrived.len() - 1));
        }
        assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
    }
}

/// The public path of an operation, and where its backend has it.
fn place(operation: &str) -> (&'static str, &'static str) {
    macro_rules! azure {
        ($rest:literal) => {
            (
                concat!("/my-openai-api/openai/deployments/", $rest, "?api-version=2024-10-21"),
                concat!("/openai/deployments/", $rest, "?api-version=2024-10-21"),
            )
        };
    }
    match operation {
        "ChatCompletions_Create" => azure!("gpt-4o/chat/completions"),
        "Completions_Create" => azure!("gpt-4o/completions"),
        "embeddings_create" => azure!("text-embedding-3-small/embeddings"),
        "ImageGenerations_Create" => azure!("dall-e-3/images/generations"),
        "Transcriptions_Create" => azure!("whisper/audio/transcriptions"),
        "Translations_Create" => azure!("whisper/audio/translations"),
        "createChatCompletion" => ("/v1/chat/completions", "/v1/chat/completions"),
        "createEmbedding" => ("/v1/embeddings", "/v1/embeddings"),
        "createImage" => ("/v1/images/generations", "/v1/images/generations"),
        "createBatch" => ("/v1/batches", "/v1/batches"),
        other => panic!("the test doesn't know {other}"),
    }
}

/// One request, and what is wrong with it.
struct Case {
    name: String,
    operation: String,
    media_type: &'static str,
    body: Vec<u8>,
    /// The body as a value, where it is one.
    value: Option<Value>,
    /// The first violation's pointer and keyword; none where the body is no JSON at all.
    violation: Option<(String, String)>,
}

const BOUNDARY: &str = "----gatewright-7MA4YWxkTrZu0gW";

impl Case {
    fn read(file: &Path) -> Self {
        let case: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        let text = |name: &str| case[name].as_str().unwrap_or_else(|| panic!("{}: {name}", file.display())).to_owned();
        let (media_type, body) = match case.get("fields").and_then(Value::as_array) {
            Some(fields) => ("multipart/form-data; boundary=----gatewright-7MA4YWxkTrZu0gW", form(fields)),
            None if case.get("raw").is_some() => ("application/json", text("raw").into_bytes()),
            None => ("application/json", case["body"].to_string().into_bytes()),
        };
        let first = case.get("violations").map(|all| &all[0]);
        let violation = first.map(|first| {
            let member = |name: &str| first[name].as_str().unwrap().to_owned();
            (member("pointer"), member("keyword"))
        });
        let value = serde_json::from_slice(&body).ok();
        Self { name: text("name"), operation: text("operation"), media_type, body, value, violation }
    }

    fn send(&self, client: &mut Client) -> Response {
        let headers = format!("content-type: {}\r\n", self.media_type);
        client.admitted("POST", place(&self.operation).0, &headers, &self.body);
        client.response()
    }

    /// Whether an answer is the dialect's, names the violation, and holds nothing of the value.
    fn is_told(&self, answer: &Response) -> Result<(), &'static str> {
        let text = answer.text();
        if answer.status() != 400 {
            return Err("not refused");
        }
        if answer.head.header("content-type") != Some("application/json") {
            return Err("no JSON");
        }
        if answer.head.header("x-request-id").is_none() {
            return Err("no request id");
        }
        let told: Value = serde_json::from_str(&text).map_err(|_| "no JSON")?;
        let error = &told["error"];
        let strings = ["code", "message", "type"].iter().all(|name| error[name].is_string());
        if !strings || error["type"] != "invalid_request_error" || error.get("param").is_none() {
            return Err("another shape");
        }
        let Some((pointer, keyword)) = &self.violation else {
            let silent = error.get("details").is_none() && error["param"].is_null();
            return if silent { Ok(()) } else { Err("a violation of what is no JSON") };
        };
        if error["details"][0]["pointer"] != *pointer || error["details"][0]["keyword"] != *keyword {
            return Err("another violation");
        }
        if error["param"] != *pointer {
            return Err("another param");
        }
        // Short values stand in pointers and limits by chance; the test with canaries looks for those.
        let value = self.value.as_ref().and_then(|value| value.pointer(pointer)).and_then(Value::as_str);
        if value.is_some_and(|value| value.len() > 4 && text.contains(value)) {
            return Err("the value stands in the answer");
        }
        Ok(())
    }
}

/// A form as clients write one.
fn form(fields: &[Value]) -> Vec<u8> {
    let mut body = Vec::new();
    for field in fields {
        let mut head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name={}", field["field"]);
        let data = match field.get("length").and_then(Value::as_u64) {
            Some(length) => {
                let kind = field["content-type"].as_str().unwrap();
                write!(head, "; filename={}\r\nContent-Type: {kind}", field["filename"]).unwrap();
                // Every byte occurs, and what looks like a boundary does not.
                (0..length).map(|at| (at * 7 % 251) as u8).collect()
            }
            None => field["value"].as_str().unwrap().as_bytes().to_vec(),
        };
        body.extend_from_slice(format!("{head}\r\n\r\n").as_bytes());
        body.extend_from_slice(&data);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

fn chat(client: &mut Client, body: &Value) -> Response {
    let target = place("ChatCompletions_Create").0;
    client.admitted("POST", target, "content-type: application/json\r\n", body.to_string().as_bytes());
    client.response()
}

/// More violations than are told: the first 20 in the order of the document, the same each time.
fn caps_violations(bench: &mut Bench) {
    let wrong: Vec<Value> = (0..30).map(|at| json!({ "role": at, "content": "x" })).collect();
    let body = json!({ "messages": wrong, "temperature": "hot", "n": 0 });
    let [first, second] = [0, 1].map(|_| chat(&mut bench.client(), &body));
    assert_eq!(first.status(), 400);
    assert_eq!(first.text(), second.text());
    let told = first.json();
    let details = told["error"]["details"].as_array().unwrap();
    let pointers: Vec<&str> = details.iter().map(|detail| detail["pointer"].as_str().unwrap()).collect();
    let expected: Vec<String> = (0..20).map(|at| format!("/messages/{at}/role")).collect();
    assert_eq!(pointers, expected);
}

/// No value that a client sent stands in an answer or in the log, whatever is wrong with it.
fn keeps_values_secret(bench: &mut Bench) {
    let canary = "canary-4f1d";
    let message = json!({ "role": "user", "content": "x" });
    let wrong = [
        json!({ "messages": canary }),
        json!({ "messages": [message], "temperature": canary }),
        json!({ "messages": [message], "stream": canary }),
        json!({ "messages": [message], "logit_bias": [canary] }),
        json!({ "messages": [{ "role": "user", "content": [{ "type": "text", "text": { "a": canary } }] }] }),
        json!({ "messages": [{ "role": "user", "content": [canary] }] }),
        json!({ "messages": [message], "tools": [{ "type": canary }] }),
        json!({ "messages": [message], "tool_choice": canary }),
        json!({ "messages": [message], "function_call": canary }),
        json!(canary),
    ];
    let mut bodies: Vec<String> = wrong.iter().map(Value::to_string).collect();
    bodies.push(format!("{{\"messages\": {canary}"));
    bodies.push(canary.to_owned());
    bodies.push(format!("{{\"messages\":[{message}],\"user\":\"{canary}\",\"user\":\"{canary}\"}}"));
    for body in bodies {
        let mut client = bench.client();
        let target = place("ChatCompletions_Create").0;
        client.admitted("POST", target, "content-type: application/json\r\n", body.as_bytes());
        let answer = client.response();
        assert_eq!(answer.status(), 400, "{body}");
        assert!(!answer.text().contains("canary"), "{body}: {}", answer.text());
        let id = answer.head.header("x-request-id").unwrap().to_owned();
        let _ = bench.gateway.logged(&id);
    }
    assert!(!bench.gateway.stderr().contains("canary"), "{}", bench.gateway.stderr());
    assert!(bench.arrived().is_empty());
}

/// Each name of a case occurs once: reports are read by it.
fn names_are_unique(bench: &Bench, sets: &[&str]) {
    for set in sets {
        let mut seen = HashSet::new();
        for case in bench.cases(set) {
            assert!(seen.insert(case.name.clone()), "{set}: {} twice", case.name);
        }
    }
}

static OURS: LazyLock<Sample> = LazyLock::new(|| Sample::build("azure-openai", None));

/// By the document that Azure publishes; none where there is no folder of published documents.
static PUBLISHED: LazyLock<Option<Sample>> = LazyLock::new(|| {
    let spec = published("azure-openai/2024-10-21-inference.json");
    if spec.is_none() {
        println!("skipped: there is no folder of published documents");
    }
    spec.map(|spec| Sample::build("azure-openai", Some(&spec)))
});

fn azure(sample: &Sample, look: impl Fn(&mut Bench)) {
    look(&mut Bench::new("azure-openai", sample));
}

fn json_bodies(bench: &mut Bench) {
    names_are_unique(bench, &["accepted", "refused"]);
    assert!(bench.cases("refused").len() >= 40);
    bench.accepts("accepted");
    bench.refuses("refused");
}

fn forms(bench: &mut Bench) {
    names_are_unique(bench, &["multipart/accepted", "multipart/refused"]);
    bench.accepts("multipart/accepted");
    bench.refuses("multipart/refused");
}

#[test]
fn azure_openai_json() {
    azure(&OURS, json_bodies);
}

#[test]
fn azure_openai_forms() {
    azure(&OURS, forms);
}

#[test]
fn violations_are_capped_in_a_stable_order() {
    azure(&OURS, caps_violations);
}

#[test]
fn values_are_kept_secret() {
    azure(&OURS, keeps_values_secret);
}

#[test]
fn azure_openai_json_by_the_published_document() {
    if let Some(sample) = &*PUBLISHED {
        azure(sample, json_bodies);
    }
}

#[test]
fn azure_openai_forms_by_the_published_document() {
    if let Some(sample) = &*PUBLISHED {
        azure(sample, forms);
    }
}

#[test]
fn chat_completions() {
    let sample = Sample::build("chat-completions", None);
    json_bodies(&mut Bench::new("chat-completions", &sample));
}
