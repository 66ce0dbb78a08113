//! `POST /inline`

use gatewright_runtime::{Operation, RequestBody, json::{Array, Checked, Json}};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "inline",
    method: "POST",
    path: "/inline",
    body: RequestBody::Json { required: false, media_types: &["application/json"], check: body },
    ..Operation::of(&API)
};

/// The body.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(schemas::thing::check))
}
