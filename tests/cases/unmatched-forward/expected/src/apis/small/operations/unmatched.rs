//! `* /{*path}`

use gatewright_runtime::{Operation, RequestBody, Streaming};
use crate::apis::small::API;

/// `unmatched`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "unmatched",
    api: &API,
    method: "*",
    path: "/{*path}",
    parameters: |_| Ok(()),
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};
