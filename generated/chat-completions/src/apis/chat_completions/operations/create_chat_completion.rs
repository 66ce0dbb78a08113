//! Continue a conversation

use gatewright_runtime::{Content, Operation, RequestBody, Streaming};
use crate::apis::chat_completions::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "createChatCompletion",
    method: "POST",
    path: "/chat/completions",
    body: RequestBody::required(&[Content::json("application/json", schemas::create_chat_completion_request::check)]),
    streaming: Streaming::When("stream"),
    reports_usage: true,
    ..Operation::of(&API)
};
