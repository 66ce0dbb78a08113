//! `POST /inline`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming};
use gatewright_runtime::json::{Array, Checked, Json};
use crate::apis::small::{API, schemas};

/// `inline`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "inline",
    api: &API,
    method: "POST",
    path: "/inline",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: false,
        contents: &[Content::json("application/json", body)],
    },
    streaming: Streaming::Never,
};

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(schemas::thing::check))
}
