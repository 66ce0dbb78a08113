//! `POST /octets`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming};
use crate::apis::small::API;

/// `octets`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "octets",
    api: &API,
    method: "POST",
    path: "/octets",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: true,
        contents: &[Content::unread("application/octet-stream")],
    },
    streaming: Streaming::Never,
};
