//! `PATCH /shared`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming};
use crate::apis::small::{API, schemas};

/// `merge`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "merge",
    api: &API,
    method: "PATCH",
    path: "/shared",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: true,
        contents: &[Content::json("application/merge-patch+json", schemas::thing::check)],
    },
    streaming: Streaming::Never,
};
