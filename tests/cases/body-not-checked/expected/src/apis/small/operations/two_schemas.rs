//! `POST /two`

use gatewright_runtime::{Operation, RequestBody, json::{Array, Checked, Json, Object}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "twoSchemas",
    method: "POST",
    path: "/two",
    body: RequestBody::Json {
        required: false,
        media_types: &["application/json", "application/merge-patch+json"],
        check: body,
    },
    ..Operation::of(&API)
};

/// The body.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.any_of(&[|json| json.array(&Array::ANY), |json| json.object(&Object::ANY)])
}
