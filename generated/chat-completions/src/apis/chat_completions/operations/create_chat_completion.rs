//! Continue a conversation

use gatewright_runtime::{Operation, RequestBody, Streaming};
use crate::apis::chat_completions::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "createChatCompletion",
    method: "POST",
    path: "/chat/completions",
    body: RequestBody::Json {
        required: true,
        media_types: &["application/json"],
        check: schemas::create_chat_completion_request::check,
    },
    streaming: Streaming::When("stream"),
    ..Operation::of(&API)
};
