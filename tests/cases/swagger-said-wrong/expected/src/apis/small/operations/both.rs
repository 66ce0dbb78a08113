//! `POST /both`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming, json};
use gatewright_runtime::json::{Checked, Json};
use crate::apis::small::API;

/// `both`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "both",
    api: &API,
    method: "POST",
    path: "/both",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: false,
        contents: &[Content::json("application/json", body)],
    },
    streaming: Streaming::Never,
};

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    json::string(json)
}
