//! `POST /several`

use gatewright_runtime::{Operation, RequestBody, Streaming};
use crate::apis::small::API;

/// `several`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "several",
    api: &API,
    method: "POST",
    path: "/several",
    parameters: |_| Ok(()),
    body: RequestBody::Stream {
        required: false,
        media_types: &["application/json", "application/x-www-form-urlencoded"],
    },
    streaming: Streaming::Never,
};
