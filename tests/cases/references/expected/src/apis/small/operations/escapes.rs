//! `POST /escapes`

use gatewright_runtime::{Operation, RequestBody, Streaming};
use crate::apis::small::{API, schemas};

/// `escapes`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "escapes",
    api: &API,
    method: "POST",
    path: "/escapes",
    parameters: |_| Ok(()),
    body: RequestBody::Json {
        required: false,
        media_types: &["application/json"],
        check: schemas::odd::check,
    },
    streaming: Streaming::Never,
};
