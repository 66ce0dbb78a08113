//! `POST /versions`

use gatewright_runtime::{Content, Operation, RequestBody, json::{self, Checked, Json, Member, Object, required}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "versions",
    method: "POST",
    path: "/versions",
    body: RequestBody::optional(
        &[Content::json("application/json", body_json), Content::json("application/json;odata=verbose", body_json_2)],
    ),
    ..Operation::of(&API)
};

/// The body as `application/json`.
pub fn body_json(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("value", json::any)];
    json.object(&Object::of(MEMBERS))
}

/// The body as `application/json;odata=verbose`.
pub fn body_json_2(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("d", json::any)];
    json.object(&Object::of(MEMBERS))
}
