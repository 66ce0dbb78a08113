//! `POST /batches`
//!
//! Start a batch

use gatewright_runtime::{Content, Operation, RequestBody, Streaming};
use crate::apis::chat_completions::{API, schemas};

/// `createBatch`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "createBatch",
    api: &API,
    method: "POST",
    path: "/batches",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: true,
        contents: &[
            Content::json("application/json", schemas::create_batch_request::check),
        ],
    },
    streaming: Streaming::Never,
};
