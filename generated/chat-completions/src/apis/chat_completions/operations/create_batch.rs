//! Start a batch

use gatewright_runtime::{Operation, RequestBody};
use crate::apis::chat_completions::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "createBatch",
    method: "POST",
    path: "/batches",
    body: RequestBody::Json {
        required: true,
        media_types: &["application/json"],
        check: schemas::create_batch_request::check,
    },
    ..Operation::of(&API)
};
