//! `POST /inline`

use gatewright_runtime::{Content, Operation, RequestBody, json::{Array, Checked, Json}};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "inline",
    method: "POST",
    path: "/inline",
    body: RequestBody::optional(&[Content::json("application/json", body)]),
    ..Operation::of(&API)
};

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(schemas::thing::check))
}
