//! `* /{*path}`

use gatewright_runtime::{Operation, RequestBody, Streaming};
use crate::apis::any::API;

/// `passthrough`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "passthrough",
    api: &API,
    method: "*",
    path: "/{*path}",
    parameters: |_| Ok(()),
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};
