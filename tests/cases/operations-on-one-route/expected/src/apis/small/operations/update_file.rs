//! `PUT /files/{id}`

use gatewright_runtime::{Content, Operation, RequestBody, json};
use gatewright_runtime::json::{Checked, Json, Member, Object, required};
use gatewright_runtime::parameter::{INTEGER, TEXT, path, query};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "updateFile",
    method: "PUT",
    path: "/files/{id}",
    parameters: &[path("id", INTEGER), query("fields", TEXT)],
    body: RequestBody::optional(&[Content::json("application/json", body)]),
    ..Operation::of(&API)
};

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.any_of(&[body_object, body_object_2])
}

fn body_object(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("name", json::string)];
    json.object(&Object::of(MEMBERS))
}

fn body_object_2(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("link", json::string)];
    json.object(&Object::of(MEMBERS))
}
