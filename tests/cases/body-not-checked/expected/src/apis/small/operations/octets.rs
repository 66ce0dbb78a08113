//! `POST /octets`

use gatewright_runtime::{Operation, RequestBody, Streaming};
use crate::apis::small::API;

/// `octets`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "octets",
    api: &API,
    method: "POST",
    path: "/octets",
    parameters: |_| Ok(()),
    body: RequestBody::Stream {
        required: true,
        media_types: &["application/octet-stream"],
    },
    streaming: Streaming::Never,
};
