//! Start a batch

use gatewright_runtime::{Content, Operation, RequestBody};
use crate::apis::chat_completions::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "createBatch",
    method: "POST",
    path: "/batches",
    body: RequestBody::required(&[Content::json("application/json", schemas::create_batch_request::check)]),
    ..Operation::of(&API)
};
