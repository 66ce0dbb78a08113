//! `POST /own`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming};
use crate::apis::small::{API, schemas};

/// `own`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "own",
    api: &API,
    method: "POST",
    path: "/own",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: false,
        contents: &[Content::json("application/json", schemas::own::check)],
    },
    streaming: Streaming::Never,
};
