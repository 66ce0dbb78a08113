//! `POST /inline`

use gatewright_runtime::{Operation, RequestBody, Streaming};
use gatewright_runtime::json::{Array, Checked, Json};
use crate::apis::small::{API, schemas};

/// `inline`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "inline",
    api: &API,
    method: "POST",
    path: "/inline",
    parameters: |_| Ok(()),
    body: RequestBody::Json {
        required: false,
        media_types: &["application/json"],
        check: body,
    },
    streaming: Streaming::Never,
};

/// The body.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(schemas::thing::check))
}
