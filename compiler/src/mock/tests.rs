#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod served;
mod shapes;

use std::path::Path;

use serde_json::{Value, json};

use super::answer::{Answer, Request, answer};
use super::document::Document;
use super::route::Routes;
use super::sample;
use crate::compile::{Compiled, Input, compile};

const SPECS: [&str; 2] = ["chat-completions", "azure-openai"];

fn compiled(name: &str) -> Compiled {
    let gateway = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs").join(name).join("gateway.yaml");
    let output = compile(&Input { gateway, ..Input::default() });
    output.compiled.expect("the gateways of this repository compile")
}

fn routes(compiled: &Compiled) -> Routes {
    let api = &compiled.gateway.apis[0];
    Routes::new(api, compiled.file.apis.get(&api.name), &compiled.documents[&api.name])
}

fn ask(routes: &Routes, method: &str, path: &str, body: &Value) -> Answer {
    let body = body.to_string();
    answer(routes, &Request { method, path, accept: "", body: body.as_bytes() }).expect("an operation")
}

fn whole(answer: Answer) -> Value {
    let Answer::Whole { status: 200, body, .. } = answer else { panic!("{answer:?}") };
    serde_json::from_slice(&body).expect("JSON")
}

/// The data of each event of a stream.
fn events(answer: Answer) -> Vec<String> {
    let Answer::Stream(events) = answer else { panic!("{answer:?}") };
    let data = |event: &String| event.strip_prefix("data: ").unwrap().strip_suffix("\n\n").unwrap().to_owned();
    events.iter().map(data).collect()
}

fn text(events: &[String]) -> String {
    let chunks = events.iter().filter_map(|event| serde_json::from_str::<Value>(event).ok());
    let piece = |chunk: Value| {
        let choice = chunk.pointer("/choices/0")?.clone();
        choice.pointer("/delta/content").or(choice.get("text"))?.as_str().map(str::to_owned)
    };
    chunks.filter_map(piece).collect()
}

/// A judge of values by a schema of a document, in the terms of JSON Schema 2020-12.
fn judge(document: &Value, schema: &Value) -> jsonschema::Validator {
    let mut root = modern(schema);
    root["components"] = modern(&document["components"]);
    jsonschema::draft202012::new(&root).expect("a schema")
}

/// OpenAPI 3.0's `nullable` as a union. Every `oneOf` becomes `anyOf`: those of real specs overlap.
fn modern(schema: &Value) -> Value {
    match schema {
        Value::Object(object) => {
            let mut object: serde_json::Map<_, _> =
                object.iter().map(|(key, value)| (key.clone(), modern(value))).collect();
            if let Some(branches) = object.remove("oneOf") {
                object.insert("anyOf".to_owned(), branches);
            }
            match object.remove("nullable") {
                Some(Value::Bool(true)) => json!({ "anyOf": [object, { "type": "null" }] }),
                Some(Value::Object(property)) => {
                    object.insert("nullable".to_owned(), Value::Object(property));
                    Value::Object(object)
                }
                _ => Value::Object(object),
            }
        }
        Value::Array(items) => Value::Array(items.iter().map(modern).collect()),
        plain => plain.clone(),
    }
}

fn assert_valid(judge: &jsonschema::Validator, value: &Value, what: &str) {
    let errors: Vec<String> =
        judge.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{what}: {value:#}\n{}", errors.join("\n"));
}

/// The JSON media type of something with `content`.
fn media(document: &Document, holder: &Value) -> Option<Value> {
    document.follow(holder)?.pointer("/content/application~1json").cloned()
}

fn plain(compiled: &Compiled) -> (Document, Value) {
    let node = &compiled.documents[&compiled.gateway.apis[0].name];
    let document = Document::new(node);
    let value = document.target("#").unwrap().clone();
    (document, value)
}

#[test]
fn every_json_answer_is_valid() {
    for name in SPECS {
        let compiled = compiled(name);
        let routes = routes(&compiled);
        let (document, root) = plain(&compiled);
        let mut judged = 0;
        for operation in compiled.gateway.apis[0].operations.iter().filter(|operation| operation.method != "*") {
            let path = operation.path.replace("{deployment-id}", "gpt-4o").replace("{model}", "gpt-4o");
            let path = path.replace("{batch_id}", "batch-7");
            let declared = document.operation(&operation.method, &operation.path).unwrap();
            let Some(media) = media(&document, &declared["responses"]["200"]) else { continue };
            let answer = whole(ask(&routes, &operation.method, &path, &json!({})));
            assert_valid(&judge(&root, &media["schema"]), &answer, &operation.id);
            judged += 1;
        }
        assert!(judged >= 6, "{name}: {judged}");
    }
}

/// The same with every example taken out, so that the schemas alone must do.
#[test]
fn answers_without_examples_are_valid_too() {
    fn without_examples(value: &mut Value) {
        if let Value::Object(object) = value {
            object.retain(|key, _| key != "example" && key != "examples");
        }
        match value {
            Value::Object(object) => object.values_mut().for_each(without_examples),
            Value::Array(items) => items.iter_mut().for_each(without_examples),
            _ => {}
        }
    }
    use super::synthesize::{Extent, Synthesizer};
    for name in SPECS {
        let (_, mut root) = plain(&compiled(name));
        without_examples(&mut root);
        let document = Document::of(root.clone());
        let schemas = root["components"]["schemas"].as_object().unwrap();
        // These extend the union that they are branches of: no value is all branches at once.
        let impossible = |schema: &str| schema == "chatCompletionRequestMessageFunction";
        for (schema, declared) in schemas.iter().filter(|(schema, _)| !impossible(schema)) {
            for extent in [Extent::Required, Extent::Usual] {
                let value = Synthesizer { document: &document, extent }.value(declared).expect("a finite value");
                let reference = json!({ "$ref": format!("#/components/schemas/{schema}") });
                assert_valid(&judge(&root, &reference), &value, &format!("{name} {schema} {extent:?}"));
            }
        }
    }
}

#[test]
fn chat_answers_name_the_callers_model() {
    let openai = compiled("chat-completions");
    let answer = whole(ask(&routes(&openai), "POST", "/chat/completions", &json!({ "model": "my-model" })));
    assert_eq!(answer["model"], "my-model");
    assert_eq!(answer["choices"][0]["message"]["content"], "Oslo.");

    let azure = compiled("azure-openai");
    let answer = whole(ask(&routes(&azure), "POST", "/deployments/my-own/chat/completions", &json!({})));
    assert_eq!(answer["model"], "my-own");
    assert_eq!(answer["choices"][0]["message"]["role"], "assistant");
    assert_eq!(answer["choices"][0]["message"]["refusal"], Value::Null);
    assert!(answer["choices"][0]["message"].get("tool_calls").is_none());
    let usage = &answer["usage"];
    let sum = usage["prompt_tokens"].as_i64().unwrap() + usage["completion_tokens"].as_i64().unwrap();
    assert_eq!(usage["total_tokens"], sum);
}

#[test]
fn an_example_streams_and_counts_only_when_asked() {
    let compiled = compiled("chat-completions");
    let routes = routes(&compiled);
    let asked = json!({ "stream": true, "model": "m", "stream_options": { "include_usage": true } });
    let counted = events(ask(&routes, "POST", "/chat/completions", &asked));
    assert_eq!(text(&counted), "Oslo.");
    assert_eq!(counted.last().unwrap(), "[DONE]");
    assert!(counted.iter().any(|event| event.contains("total_tokens")));
    let uncounted = events(ask(&routes, "POST", "/chat/completions", &json!({ "stream": true })));
    assert_eq!(uncounted.len() + 1, counted.len());
    assert!(!uncounted.iter().any(|event| event.contains("total_tokens")));
}

#[test]
fn chunks_are_made_where_the_spec_hides_them() {
    let compiled = compiled("azure-openai");
    let routes = routes(&compiled);
    let (_, root) = plain(&compiled);
    let asked = json!({ "stream": true, "stream_options": { "include_usage": true } });
    let events = events(ask(&routes, "POST", "/deployments/gpt-4o/chat/completions", &asked));
    assert_eq!(text(&events), super::words::SENTENCE);
    let (done, chunks) = events.split_last().unwrap();
    assert_eq!(done, "[DONE]");
    assert!(chunks.len() >= 6, "{chunks:?}");
    let schema = json!({ "$ref": "#/components/schemas/createChatCompletionStreamResponse" });
    let judge = judge(&root, &schema);
    for chunk in chunks {
        let chunk: Value = serde_json::from_str(chunk).unwrap();
        assert_valid(&judge, &chunk, "chunk");
        assert_eq!(chunk["object"], "chat.completion.chunk");
        assert_eq!(chunk["model"], "gpt-4o");
    }
    assert!(chunks[0].contains(r#""role":"assistant""#));
    assert!(chunks[chunks.len() - 2].contains(r#""finish_reason":"stop""#));
    assert!(chunks[chunks.len() - 1].contains("total_tokens"));
}

#[test]
fn old_completions_stream_text() {
    let compiled = compiled("azure-openai");
    let events = events(ask(&routes(&compiled), "POST", "/deployments/d/completions", &json!({ "stream": true })));
    assert_eq!(text(&events), super::words::SENTENCE);
}

#[test]
fn a_prescribed_form_is_kept() {
    let compiled = compiled("azure-openai");
    let routes = routes(&compiled);
    let schema = json!({
        "type": "object", "required": ["city", "people"], "additionalProperties": false,
        "properties": { "city": { "type": "string" }, "people": { "type": "array", "items": { "$ref": "#/$defs/person" } } },
        "$defs": { "person": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } } } },
    });
    let mut asked =
        json!({ "response_format": { "type": "json_schema", "json_schema": { "name": "x", "schema": schema } } });
    let path = "/deployments/gpt-4o/chat/completions";
    let judge = jsonschema::draft202012::new(&schema).unwrap();
    let answer = whole(ask(&routes, "POST", path, &asked));
    let content = answer["choices"][0]["message"]["content"].as_str().unwrap();
    assert_valid(&judge, &serde_json::from_str(content).unwrap(), "content");
    asked["stream"] = json!(true);
    let content = text(&events(ask(&routes, "POST", path, &asked)));
    assert_valid(&judge, &serde_json::from_str(&content).unwrap(), "streamed content");
}

#[test]
fn a_form_chooses_text_or_json() {
    let compiled = compiled("azure-openai");
    let routes = routes(&compiled);
    let form = |format: &str| {
        let field =
            format!("--b\r\nContent-Disposition: form-data; name=\"response_format\"\r\n\r\n{format}\r\n--b--\r\n");
        let path = "/deployments/whisper/audio/transcriptions";
        answer(&routes, &Request { method: "POST", path, accept: "*/*", body: field.as_bytes() }).unwrap()
    };
    assert_eq!(whole(form("json"))["text"], super::words::SENTENCE);
    assert_eq!(whole(form("verbose_json"))["text"], super::words::SENTENCE);
    let Answer::Whole { media_type, .. } = form("srt") else { panic!("a stream") };
    assert_eq!(media_type, "text/plain");
}

#[test]
fn an_object_that_was_asked_for_has_the_id_asked_for() {
    let compiled = compiled("chat-completions");
    let routes = routes(&compiled);
    assert_eq!(whole(ask(&routes, "GET", "/models/o9%2Fx", &Value::Null))["id"], "o9%2Fx");
    assert_eq!(whole(ask(&routes, "GET", "/batches/batch-7", &Value::Null))["id"], "batch-7");
    assert_eq!(whole(ask(&routes, "GET", "/models", &Value::Null))["object"], "list");
}

#[test]
fn samples_are_valid_requests() {
    for (name, path) in [
        ("chat-completions", "/v1/chat/completions"),
        ("azure-openai", "/my-openai-api/openai/deployments/gpt-4o/chat/completions"),
    ] {
        let compiled = compiled(name);
        let sample = sample(&compiled).unwrap();
        assert_eq!((sample.method.as_str(), sample.path.as_str()), ("POST", path));
        let (document, root) = plain(&compiled);
        let below = &compiled.gateway.apis[0].operations.iter().find(|one| one.path.ends_with("chat/completions"));
        let declared = document.operation("POST", &below.unwrap().path).unwrap();
        let judge = judge(&root, &media(&document, &declared["requestBody"]).unwrap()["schema"]);
        assert_valid(&judge, sample.body.as_ref().unwrap(), name);
        assert_valid(&judge, sample.streamed.as_ref().unwrap(), name);
        assert_eq!(sample.streamed.as_ref().unwrap()["stream"], true);
        assert_eq!(sample.body.as_ref().unwrap()["messages"][0]["role"], "user");
    }
    let passthrough = compiled("passthrough");
    let sample = sample(&passthrough).unwrap();
    assert_eq!((sample.method.as_str(), sample.path.as_str()), ("GET", "/any/hello"));
}
