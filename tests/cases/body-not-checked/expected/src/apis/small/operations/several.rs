//! `POST /several`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming};
use gatewright_runtime::json::{Checked, Json, Object};
use crate::apis::small::API;

/// `several`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "several",
    api: &API,
    method: "POST",
    path: "/several",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: false,
        contents: &[
            Content::json("application/json", body_json),
            Content::unread("application/x-www-form-urlencoded"),
        ],
    },
    streaming: Streaming::Never,
};

/// The body as `application/json`.
pub fn body_json(json: &mut Json<'_>) -> Checked {
    json.object(&Object::ANY)
}
