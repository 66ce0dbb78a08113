//! `POST /chat/completions`
//!
//! Continue a conversation

use gatewright_runtime::{Operation, RequestBody, Streaming};
use crate::apis::chat_completions::{API, schemas};

/// `createChatCompletion`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "createChatCompletion",
    api: &API,
    method: "POST",
    path: "/chat/completions",
    parameters: |_| Ok(()),
    body: RequestBody::Json {
        required: true,
        media_types: &["application/json"],
        check: schemas::create_chat_completion_request::check,
    },
    streaming: Streaming::When("stream"),
};
