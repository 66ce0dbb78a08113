//! `POST /escapes`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming};
use crate::apis::small::{API, schemas};

/// `escapes`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "escapes",
    api: &API,
    method: "POST",
    path: "/escapes",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: false,
        contents: &[Content::json("application/json", schemas::odd::check)],
    },
    streaming: Streaming::Never,
};
