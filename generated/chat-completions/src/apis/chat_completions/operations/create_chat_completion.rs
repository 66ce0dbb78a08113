//! `POST /chat/completions`
//!
//! Continue a conversation

use gatewright_runtime::{Content, Operation, RequestBody, Streaming};
use crate::apis::chat_completions::{API, schemas};

/// `createChatCompletion`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "createChatCompletion",
    api: &API,
    method: "POST",
    path: "/chat/completions",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: true,
        contents: &[
            Content::json(
                "application/json",
                schemas::create_chat_completion_request::check,
            ),
        ],
    },
    streaming: Streaming::When("stream"),
};
