//! `POST /sequence`

use gatewright_runtime::{Content, Operation, RequestBody, json::{Array, Checked, Json}};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "sequence",
    method: "POST",
    path: "/sequence",
    body: RequestBody::optional(&[Content::lines("application/json-seq", body)]),
    ..Operation::of(&API)
};

/// The body as `application/json-seq`.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(schemas::thing::check).max_items(2))
}
