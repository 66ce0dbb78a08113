//! `POST /`

use gatewright_runtime::{Operation, RequestBody, Streaming};
use crate::apis::small::API;

/// `one`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "one",
    api: &API,
    method: "POST",
    path: "/",
    parameters: |_| Ok(()),
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};
