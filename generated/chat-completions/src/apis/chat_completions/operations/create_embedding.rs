//! `POST /embeddings`
//!
//! Turn texts into vectors

use gatewright_runtime::{Content, Operation, RequestBody, Streaming};
use crate::apis::chat_completions::{API, schemas};

/// `createEmbedding`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "createEmbedding",
    api: &API,
    method: "POST",
    path: "/embeddings",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: true,
        contents: &[
            Content::json("application/json", schemas::create_embedding_request::check),
        ],
    },
    streaming: Streaming::Never,
};
