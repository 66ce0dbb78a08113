//! `POST /undeclared`

use gatewright_runtime::{Content, Operation, RequestBody, json::{self, Checked, Json, Member, Object, optional}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "undeclared",
    method: "POST",
    path: "/undeclared",
    body: RequestBody::optional(&[Content::form("application/x-www-form-urlencoded", &[], body)]),
    ..Operation::of(&API)
};

/// The form as one object.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("name", json::boolean)];
    json.object(&Object::of(MEMBERS))
}
