//! `POST /keys`

use gatewright_runtime::{Content, Operation, RequestBody, json::{Checked, Json}};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "addKey",
    method: "POST",
    path: "/keys",
    body: RequestBody::required(&[Content::json("application/json", body)]),
    ..Operation::of(&API)
};

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.any_of(&[schemas::token::check, schemas::role::check, schemas::vault::check])
}
