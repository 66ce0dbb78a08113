//! `POST /batches`
//!
//! Start a batch

use gatewright_runtime::{Operation, RequestBody, Streaming};
use crate::apis::chat_completions::{API, schemas};

/// `createBatch`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "createBatch",
    api: &API,
    method: "POST",
    path: "/batches",
    parameters: |_| Ok(()),
    body: RequestBody::Json {
        required: true,
        media_types: &["application/json"],
        check: schemas::create_batch_request::check,
    },
    streaming: Streaming::Never,
};
