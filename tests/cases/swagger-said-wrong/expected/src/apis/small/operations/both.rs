//! `POST /both`

use gatewright_runtime::{Operation, RequestBody, Streaming, json};
use gatewright_runtime::json::{Checked, Json};
use crate::apis::small::API;

/// `both`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "both",
    api: &API,
    method: "POST",
    path: "/both",
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
    json::string(json)
}
