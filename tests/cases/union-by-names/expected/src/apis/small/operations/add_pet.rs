//! `POST /pets`

use gatewright_runtime::{Content, Operation, RequestBody, json::{ByMember, Checked, Json, Unknown}};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "addPet",
    method: "POST",
    path: "/pets",
    body: RequestBody::required(&[Content::json("application/json", body)]),
    ..Operation::of(&API)
};

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "oneOf",
        name: "petType",
        branches: &[("Cat", schemas::cat::check), ("Dog", schemas::dog::check)],
        unknown: Unknown::Forward,
        ..ByMember::NONE
    })
}
