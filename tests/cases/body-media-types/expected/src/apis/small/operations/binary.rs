//! `PUT /binary`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming};
use crate::apis::small::API;

/// `binary`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "binary",
    api: &API,
    method: "PUT",
    path: "/binary",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: true,
        contents: &[Content::unread("application/octet-stream")],
    },
    streaming: Streaming::Never,
};
