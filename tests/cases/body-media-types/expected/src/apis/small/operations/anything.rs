//! `PUT /anything`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming};
use crate::apis::small::{API, schemas};

/// `anything`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "anything",
    api: &API,
    method: "PUT",
    path: "/anything",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: false,
        contents: &[Content::range("*/*", schemas::thing::check)],
    },
    streaming: Streaming::Never,
};
