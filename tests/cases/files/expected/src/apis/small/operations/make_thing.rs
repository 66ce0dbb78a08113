//! `POST /things`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming};
use crate::apis::small::{API, schemas};

/// `makeThing`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "makeThing",
    api: &API,
    method: "POST",
    path: "/things",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: false,
        contents: &[Content::json("application/json", schemas::pet::check)],
    },
    streaming: Streaming::Never,
};
