//! `POST /declared`

use gatewright_runtime::{Operation, RequestBody, Streaming};
use crate::apis::small::API;

/// `declared`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "declared",
    api: &API,
    method: "POST",
    path: "/declared",
    parameters: |_| Ok(()),
    body: RequestBody::NONE,
    streaming: Streaming::Declared,
};
