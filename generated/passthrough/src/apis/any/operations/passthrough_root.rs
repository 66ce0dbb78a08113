//! `*`

use gatewright_runtime::{Operation, RequestBody, Streaming};
use crate::apis::any::API;

/// `passthrough-root`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "passthrough-root",
    api: &API,
    method: "*",
    path: "",
    parameters: |_| Ok(()),
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};
