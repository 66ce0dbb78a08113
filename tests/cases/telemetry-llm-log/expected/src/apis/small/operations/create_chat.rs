//! `POST /chat/completions`

use gatewright_runtime::{Content, Operation, RequestBody, json::{Array, Checked, Json, Member, Object, required}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "createChat",
    method: "POST",
    path: "/chat/completions",
    body: RequestBody::optional(&[Content::json("application/json", body)]),
    ..Operation::of(&API)
};

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("messages", |json| json.array(&Array::ANY))];
    json.object(&Object::of(MEMBERS))
}
