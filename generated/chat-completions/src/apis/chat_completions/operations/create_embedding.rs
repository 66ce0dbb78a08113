//! `POST /embeddings`
//!
//! Turn texts into vectors

use gatewright_runtime::{Operation, RequestBody, Streaming};
use crate::apis::chat_completions::{API, schemas};

/// `createEmbedding`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "createEmbedding",
    api: &API,
    method: "POST",
    path: "/embeddings",
    parameters: |_| Ok(()),
    body: RequestBody::Json {
        required: true,
        media_types: &["application/json"],
        check: schemas::create_embedding_request::check,
    },
    streaming: Streaming::Never,
};
