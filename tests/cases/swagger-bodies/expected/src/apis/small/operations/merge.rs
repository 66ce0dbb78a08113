//! `PATCH /shared`

use gatewright_runtime::{Operation, RequestBody, Streaming};
use crate::apis::small::{API, schemas};

/// `merge`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "merge",
    api: &API,
    method: "PATCH",
    path: "/shared",
    parameters: |_| Ok(()),
    body: RequestBody::Json {
        required: true,
        media_types: &["application/merge-patch+json"],
        check: schemas::thing::check,
    },
    streaming: Streaming::Never,
};
