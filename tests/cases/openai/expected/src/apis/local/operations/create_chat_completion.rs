//! Continue a conversation

use gatewright_runtime::{ByModel, Content, Operation, RequestBody, Streaming};
use crate::apis::local::{API, MODELS, schemas};

pub static OPERATION: Operation = Operation {
    id: "createChatCompletion",
    method: "POST",
    path: "/chat/completions",
    body: RequestBody::required(&[Content::json("application/json", schemas::create_chat_completion_request::check)]),
    streaming: Streaming::Declared,
    reports_usage: true,
    by_model: ByModel::Body(MODELS),
    ..Operation::of(&API)
};
