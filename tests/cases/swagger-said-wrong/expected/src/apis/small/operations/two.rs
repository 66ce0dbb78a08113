//! `POST /two`

use gatewright_runtime::{Operation, RequestBody, json::{self, Checked, Json}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "two",
    method: "POST",
    path: "/two",
    body: RequestBody::Json { required: false, media_types: &["application/json"], check: body },
    ..Operation::of(&API)
};

/// The body.
pub fn body(json: &mut Json<'_>) -> Checked {
    json::string(json)
}
