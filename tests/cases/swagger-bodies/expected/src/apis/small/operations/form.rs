//! `POST /form`

use gatewright_runtime::{Content, Encoded, Operation, RequestBody, Style, json};
use gatewright_runtime::json::{Array, Checked, Json, Member, Object, optional, required};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "form",
    method: "POST",
    path: "/form",
    body: RequestBody::required(
        &[Content::form("application/x-www-form-urlencoded", &[Encoded::new("tags", Style::List('|'))], body)],
    ),
    ..Operation::of(&API)
};

/// The form as one object.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("name", json::string),
        optional("sizes", |json| json.array(&Array::of(json::integer))),
        optional("tags", |json| json.array(&Array::of(json::string))),
    ];
    json.object(&Object::of(MEMBERS))
}
