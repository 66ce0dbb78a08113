//! `POST /several`

use gatewright_runtime::{Content, Operation, RequestBody, json::{Checked, Json, Object}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "several",
    method: "POST",
    path: "/several",
    body: RequestBody::optional(
        &[Content::json("application/json", body_json), Content::unread("application/x-www-form-urlencoded")],
    ),
    ..Operation::of(&API)
};

/// The body as `application/json`.
pub fn body_json(json: &mut Json<'_>) -> Checked {
    json.object(&Object::ANY)
}
