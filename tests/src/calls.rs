//! Calls that many tests make.

use crate::{Client, Exchange, KEYS, Response, Running, Site, Upstream};

/// The path of a chat completion.
pub const PATH: &str = "/my-openai-api/openai/deployments/gpt-4o/chat/completions";
/// The target of a chat completion.
pub const CHAT: &str = "/my-openai-api/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21";
/// A body of a chat completion that is not streamed.
pub const WHOLE: &[u8] = br#"{"messages":[{"role":"user","content":"hi"}]}"#;
/// A body of a chat completion that is streamed.
pub const STREAMED: &[u8] = br#"{"messages":[{"role":"user","content":"hi"}],"stream":true}"#;
/// The line of headers of a JSON body.
pub const JSON: &str = "content-type: application/json\r\n";

/// A gateway before an upstream, with a connection to it.
#[must_use]
pub fn started() -> (Upstream, Running, Client) {
    let upstream = Upstream::start();
    let mut gateway = Site::new().before(&upstream).start();
    let client = gateway.client();
    (upstream, gateway, client)
}

/// The line of headers with a good key.
#[must_use]
pub fn key() -> String {
    format!("api-key: {}\r\n", KEYS[0])
}

/// Sends a chat completion with these lines of headers, and has it answered.
///
/// # Panics
/// Where the answer is another.
pub fn chat(upstream: &Upstream, client: &mut Client, target: &str, headers: &str) -> (Exchange, Response) {
    client.request("POST", target, &format!("{JSON}{headers}"), WHOLE);
    let mut exchange = upstream.next();
    exchange.answer("200 OK", JSON, b"{}");
    let response = client.response();
    assert_eq!(response.status(), 200, "{}", response.text());
    (exchange, response)
}

/// The error code of an answer, which must have the shape of Azure OpenAI.
///
/// # Panics
/// Where it has another.
pub fn error_code(response: &Response) -> String {
    let error = response.json()["error"].clone();
    assert!(error["message"].is_string() && error["type"].is_string(), "{error}");
    assert_eq!(response.head.header("content-type"), Some("application/json"));
    assert!(response.head.header("x-request-id").is_some());
    assert_eq!(response.head.header("apim-request-id"), response.head.header("x-request-id"));
    error["code"].as_str().expect("a code").to_owned()
}
