//! `POST /sequence`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming};
use gatewright_runtime::json::{Array, Checked, Json};
use crate::apis::small::{API, schemas};

/// `sequence`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "sequence",
    api: &API,
    method: "POST",
    path: "/sequence",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: false,
        contents: &[Content::lines("application/json-seq", body)],
    },
    streaming: Streaming::Never,
};

/// The body as `application/json-seq`.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(schemas::thing::check).max_items(2))
}
