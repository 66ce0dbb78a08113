//! `POST /lines`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming};
use gatewright_runtime::json::{Array, Checked, Json};
use crate::apis::small::{API, schemas};

/// `lines`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "lines",
    api: &API,
    method: "POST",
    path: "/lines",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: true,
        contents: &[Content::lines("application/x-ndjson", body)],
    },
    streaming: Streaming::Never,
};

/// The body as `application/x-ndjson`.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(schemas::thing::check))
}
