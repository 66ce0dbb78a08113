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
        required: true,
        contents: &[Content::json("application/json", schemas::thing::check)],
    },
    streaming: Streaming::Never,
};
