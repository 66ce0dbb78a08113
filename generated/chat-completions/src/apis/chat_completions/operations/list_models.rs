//! `GET /models`
//!
//! List models

use gatewright_runtime::{Operation, RequestBody, Streaming};
use crate::apis::chat_completions::API;

/// `listModels`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "listModels",
    api: &API,
    method: "GET",
    path: "/models",
    parameters: |_| Ok(()),
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};
