//! `POST /lines`

use gatewright_runtime::{Content, Operation, RequestBody, json::{Array, Checked, Json}};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "lines",
    method: "POST",
    path: "/lines",
    body: RequestBody::required(&[Content::lines("application/x-ndjson", body)]),
    ..Operation::of(&API)
};

/// The body as `application/x-ndjson`.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(schemas::thing::check))
}
