//! `POST /items`

use gatewright_runtime::{Content, Operation, RequestBody, json::{Array, Checked, Json}};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "items",
    method: "POST",
    path: "/items",
    body: RequestBody::optional(&[Content::lines("application/jsonl", body)]),
    ..Operation::of(&API)
};

/// The body as `application/jsonl`.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(schemas::thing::check))
}
