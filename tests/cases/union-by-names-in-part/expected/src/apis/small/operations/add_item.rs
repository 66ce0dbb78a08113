//! `POST /items`

use gatewright_runtime::{Content, Operation, RequestBody, json::{Checked, Json}};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "addItem",
    method: "POST",
    path: "/items",
    body: RequestBody::required(&[Content::json("application/json", body)]),
    ..Operation::of(&API)
};

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.any_of(&[schemas::note::check, schemas::act::check, schemas::link::check])
}
