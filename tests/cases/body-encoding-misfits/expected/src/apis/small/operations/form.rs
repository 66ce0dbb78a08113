//! `POST /form`

use gatewright_runtime::{Content, Operation, RequestBody, json::{self, Array, Checked, Json, Member, Object, optional}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "form",
    method: "POST",
    path: "/form",
    body: RequestBody::optional(&[Content::form("application/x-www-form-urlencoded", &[], body)]),
    ..Operation::of(&API)
};

/// The form as one object.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("deep", |json| json.array(&Array::of(json::integer))),
        optional("flat", json::integer),
        optional("spaced", |json| json.array(&Array::of(json::integer))),
    ];
    json.object(&Object::of(MEMBERS))
}
