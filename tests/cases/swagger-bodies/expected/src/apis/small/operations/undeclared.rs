//! `POST /undeclared`

use gatewright_runtime::{Operation, RequestBody, Streaming};
use crate::apis::small::API;

/// `undeclared`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "undeclared",
    api: &API,
    method: "POST",
    path: "/undeclared",
    parameters: |_| Ok(()),
    body: RequestBody::Stream {
        required: false,
        media_types: &["application/x-www-form-urlencoded"],
    },
    streaming: Streaming::Never,
};
