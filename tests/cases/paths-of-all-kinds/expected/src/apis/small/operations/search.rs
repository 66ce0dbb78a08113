//! `GET /search`

use gatewright_runtime::{Operation, RequestBody, Streaming};
use crate::apis::small::API;

/// `search`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "search",
    api: &API,
    method: "GET",
    path: "/search",
    parameters: |_| Ok(()),
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};
