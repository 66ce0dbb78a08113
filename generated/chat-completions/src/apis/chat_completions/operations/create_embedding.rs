//! Turn texts into vectors

use gatewright_runtime::{Operation, RequestBody};
use crate::apis::chat_completions::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "createEmbedding",
    method: "POST",
    path: "/embeddings",
    body: RequestBody::Json {
        required: true,
        media_types: &["application/json"],
        check: schemas::create_embedding_request::check,
    },
    ..Operation::of(&API)
};
