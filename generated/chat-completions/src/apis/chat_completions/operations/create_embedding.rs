//! Turn texts into vectors

use gatewright_runtime::{Content, Operation, RequestBody};
use crate::apis::chat_completions::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "createEmbedding",
    method: "POST",
    path: "/embeddings",
    body: RequestBody::required(&[Content::json("application/json", schemas::create_embedding_request::check)]),
    ..Operation::of(&API)
};
