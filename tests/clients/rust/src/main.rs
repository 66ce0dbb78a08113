//! async-openai against a gateway, with its configurations for OpenAI and for Azure OpenAI.
//!
//! Environment: LLM_URL, a service that speaks the OpenAI API; AZURE_URL, one that speaks Azure OpenAI's; KEY; LIMITED_KEY,
//! whose calls are used up; ASTRAY_KEY, whose calls go to a backend that is away. Prints one line of JSON for each feature; exit code 1 if one failed.

use std::process::ExitCode;

use async_openai::Client;
use async_openai::config::{AzureConfig, Config, OpenAIConfig};
use async_openai::error::OpenAIError;
use async_openai::middleware::ReqwestService;
use async_openai::types::chat::{ChatCompletionMessageToolCalls, CreateChatCompletionResponse};
use async_openai::types::images::Image;
use futures::StreamExt;
use serde_json::{Value, json};

/// What a check gives: nothing or how a call was refused, or what is wrong.
type Outcome = Result<String, Box<dyn std::error::Error>>;

/// What a call is made with: a key, a path behind the URL, a model.
#[derive(Clone)]
struct How {
    key: String,
    path: &'static str,
    model: &'static str,
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}

fn usual() -> How {
    How { key: variable("KEY"), path: "", model: "gpt-4o" }
}

fn openai(how: &How) -> OpenAIConfig {
    OpenAIConfig::new().with_api_base(format!("{}{}", variable("LLM_URL"), how.path)).with_api_key(&how.key)
}

fn azure(how: &How) -> AzureConfig {
    // A path that no API has isn't answered as Azure does; a deployment that isn't there is.
    let deployment = if how.path.is_empty() { how.model } else { "unlisted" };
    let config = AzureConfig::new().with_api_base(variable("AZURE_URL")).with_api_version("2024-10-21");
    config.with_api_key(&how.key).with_deployment_id(deployment)
}

/// A client that makes each call once; its own retries are a layer around what sends.
fn client<C: Config>(config: C) -> Client<C> {
    Client::with_config(config).with_http_service(ReqwestService::default())
}

fn say(model: &str, content: &str, more: Value) -> Value {
    let mut body = json!({"model": model, "messages": [{"role": "user", "content": content}]});
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    body
}

async fn create<C: Config>(client: &Client<C>, body: Value) -> Result<CreateChatCompletionResponse, OpenAIError> {
    client.chat().create(serde_json::from_value(body).expect("a request of the client's own type")).await
}

fn wrong(what: impl Into<String>) -> Outcome {
    Err(what.into().into())
}

async fn check<C: Config>(feature: &str, connect: fn(&How) -> C) -> Outcome {
    let once = client(connect(&usual()));
    match feature {
        "chat" => {
            let answer = create(&once, say("gpt-4o", "hello", json!({}))).await?;
            if answer.choices[0].message.content.as_deref().unwrap_or_default().is_empty() || answer.usage.is_none() {
                return wrong(format!("{answer:?}"));
            }
        }
        "stream" => {
            let body = serde_json::from_value(say("gpt-4o", "hello", json!({})))?;
            let chunks: Vec<_> = once.chat().create_stream(body).await?.collect().await;
            let chunks = chunks.into_iter().collect::<Result<Vec<_>, _>>()?;
            let parts = chunks.iter().filter_map(|chunk| chunk.choices.first()?.delta.content.as_deref());
            if parts.filter(|part| !part.is_empty()).count() < 2 {
                return wrong(format!("{chunks:?}"));
            }
        }
        "tools" => return tools(&once).await,
        "structured" => {
            let schema = json!({"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]});
            let form = json!({"type": "json_schema", "json_schema": {"name": "city", "schema": schema}});
            let body = say("gpt-4o", "Name the capital of France.", json!({"response_format": form}));
            let answer = create(&once, body).await?;
            let value: Value = serde_json::from_str(answer.choices[0].message.content.as_deref().unwrap_or_default())?;
            if !value["city"].is_string() {
                return wrong(value.to_string());
            }
        }
        "embeddings" => {
            let how = How { model: "text-embedding-3-small", ..usual() };
            let body = json!({"model": how.model, "input": ["one", "two"], "encoding_format": "float"});
            let answer = client(connect(&how)).embeddings().create(serde_json::from_value(body)?).await?;
            if answer.data.len() != 2 || answer.data[1].embedding.is_empty() {
                return wrong(format!("{answer:?}"));
            }
        }
        "images" => {
            let how = How { model: "dall-e-3", ..usual() };
            let body = json!({"model": how.model, "prompt": "a pixel", "response_format": "b64_json"});
            let answer = client(connect(&how)).images().generate(serde_json::from_value(body)?).await?;
            if !matches!(answer.data[0].as_ref(), Image::B64Json { b64_json, .. } if b64_json.len() > 8) {
                return wrong(format!("{answer:?}"));
            }
        }
        _ => return refused(feature, connect).await,
    }
    Ok(String::new())
}

async fn tools<C: Config>(client: &Client<C>) -> Outcome {
    let parameters = json!({"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]});
    let tool = json!({"type": "function", "function": {"name": "get_weather", "parameters": parameters}});
    let mut body = say("gpt-4o", "What is the weather in Oslo?", json!({"tools": [tool]}));
    let answer = create(client, body.clone()).await?;
    let message = &answer.choices[0].message;
    let Some([ChatCompletionMessageToolCalls::Function(call)]) = message.tool_calls.as_deref() else {
        return wrong(format!("{answer:?}"));
    };
    let arguments: Value = serde_json::from_str(&call.function.arguments)?;
    if call.function.name != "get_weather" || !arguments["city"].is_string() {
        return wrong(format!("{answer:?}"));
    }
    let messages = body["messages"].as_array_mut().expect("a list");
    messages.push(json!({"role": "assistant", "tool_calls": message.tool_calls}));
    messages.push(json!({"role": "tool", "tool_call_id": call.id, "content": "7 degrees"}));
    let answer = create(client, body).await?;
    match answer.choices[0].message.content.as_deref() {
        Some(text) if !text.is_empty() => Ok(String::new()),
        _ => wrong(format!("{answer:?}")),
    }
}

/// The gateway refuses the first of each; the upstream refuses by the name of the model.
async fn refused<C: Config>(feature: &str, connect: fn(&How) -> C) -> Outcome {
    let calls = match feature {
        "401" => vec![(401, How { key: "not-the-key".to_owned(), ..usual() })],
        "404" => vec![(404, How { path: "/nowhere", ..usual() }), (404, How { model: "missing", ..usual() })],
        "429" => vec![(429, How { key: variable("LIMITED_KEY"), ..usual() }), (429, How { model: "busy", ..usual() })],
        _ => vec![
            (502, How { key: variable("ASTRAY_KEY"), ..usual() }),
            (500, How { model: "broken", ..usual() }),
            (503, How { model: "down", ..usual() }),
        ],
    };
    for (status, how) in calls {
        match create(&client(connect(&how)), say(how.model, "hello", json!({}))).await {
            Err(OpenAIError::ApiError(error)) if error.status_code == status && !error.api_error.message.is_empty() => {
            }
            other => return wrong(format!("{} {} {}: {other:?}", how.key, how.path, how.model)),
        }
    }
    Ok("OpenAIError::ApiError".to_owned())
}

const FEATURES: [&str; 10] =
    ["chat", "stream", "tools", "structured", "embeddings", "images", "401", "404", "429", "5xx"];

async fn report<C: Config>(name: &str, connect: fn(&How) -> C) -> bool {
    let lock = include_str!("../Cargo.lock");
    let entry = lock.split("name = \"async-openai\"\nversion = \"").nth(1).unwrap_or_default();
    let version = entry.split('"').next().unwrap_or_default();
    let mut all = true;
    for feature in FEATURES {
        let outcome = check(feature, connect).await;
        let detail = outcome.as_ref().map_or_else(ToString::to_string, Clone::clone);
        let client = format!("async-openai, {name}");
        println!(
            "{}",
            json!({"client": client, "version": version, "feature": feature, "ok": outcome.is_ok(), "detail": detail})
        );
        all &= outcome.is_ok();
    }
    all
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let openai = report("OpenAIConfig", openai).await;
    let azure = report("AzureConfig", azure).await;
    if openai && azure { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
