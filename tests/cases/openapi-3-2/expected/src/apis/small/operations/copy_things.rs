//! `COPY /things`

use gatewright_runtime::{Operation, RequestBody, Streaming};
use crate::apis::small::{API, schemas};

/// `copyThings`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "copyThings",
    api: &API,
    method: "COPY",
    path: "/things",
    parameters: |_| Ok(()),
    body: RequestBody::Json {
        required: false,
        media_types: &["application/json"],
        check: schemas::event::check,
    },
    streaming: Streaming::Never,
};
