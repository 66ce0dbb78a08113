//! `POST /things`

use gatewright_runtime::{Content, Operation, RequestBody, json::{self, Checked, Json, Member, Object, optional}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "noSlash",
    method: "POST",
    path: "/things",
    body: RequestBody::optional(&[Content::json("application/json", body)]),
    ..Operation::of(&API)
};

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("a", json::string)];
    json.object(&Object::of(MEMBERS))
}
