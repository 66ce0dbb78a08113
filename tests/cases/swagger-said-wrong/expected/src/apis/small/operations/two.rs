//! `POST /two`

use gatewright_runtime::{Operation, RequestBody, Streaming, json};
use gatewright_runtime::json::{Checked, Json};
use crate::apis::small::API;

/// `two`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "two",
    api: &API,
    method: "POST",
    path: "/two",
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
