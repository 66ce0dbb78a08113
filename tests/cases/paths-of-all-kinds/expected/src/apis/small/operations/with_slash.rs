//! `GET /things/`

use gatewright_runtime::{Operation, RequestBody, Streaming};
use crate::apis::small::API;

/// `withSlash`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "withSlash",
    api: &API,
    method: "GET",
    path: "/things/",
    parameters: |_| Ok(()),
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};
