//! `POST /form`

use gatewright_runtime::{Operation, RequestBody, Streaming};
use crate::apis::small::API;

/// `form`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "form",
    api: &API,
    method: "POST",
    path: "/form",
    parameters: |_| Ok(()),
    body: RequestBody::Stream {
        required: true,
        media_types: &["application/x-www-form-urlencoded"],
    },
    streaming: Streaming::Never,
};
