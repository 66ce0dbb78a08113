//! `POST /items`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming};
use gatewright_runtime::json::{Array, Checked, Json};
use crate::apis::small::{API, schemas};

/// `items`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "items",
    api: &API,
    method: "POST",
    path: "/items",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: false,
        contents: &[Content::lines("application/jsonl", body)],
    },
    streaming: Streaming::Never,
};

/// The body as `application/jsonl`.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(schemas::thing::check))
}
