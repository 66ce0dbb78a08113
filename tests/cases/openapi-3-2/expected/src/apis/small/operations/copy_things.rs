//! `COPY /things`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming};
use crate::apis::small::{API, schemas};

/// `copyThings`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "copyThings",
    api: &API,
    method: "COPY",
    path: "/things",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: false,
        contents: &[Content::json("application/json", schemas::event::check)],
    },
    streaming: Streaming::Never,
};
