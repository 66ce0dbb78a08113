//! `POST /undeclared`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming, json};
use gatewright_runtime::json::{Checked, Json, Member, Object, optional};
use crate::apis::small::API;

/// `undeclared`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "undeclared",
    api: &API,
    method: "POST",
    path: "/undeclared",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: false,
        contents: &[Content::form("application/x-www-form-urlencoded", &[], body)],
    },
    streaming: Streaming::Never,
};

/// The form as one object.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("name", json::boolean)];
    json.object(&Object::of(MEMBERS))
}
