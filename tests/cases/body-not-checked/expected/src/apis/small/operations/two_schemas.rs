//! `POST /two`

use gatewright_runtime::{Content, Operation, RequestBody, json::{Array, Checked, Json, Object}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "twoSchemas",
    method: "POST",
    path: "/two",
    body: RequestBody::optional(&[
        Content::json("application/json", body_json),
        Content::json("application/merge-patch+json", body_merge_patch_json),
    ]),
    ..Operation::of(&API)
};

/// The body as `application/json`.
pub fn body_json(json: &mut Json<'_>) -> Checked {
    json.array(&Array::ANY)
}

/// The body as `application/merge-patch+json`.
pub fn body_merge_patch_json(json: &mut Json<'_>) -> Checked {
    json.object(&Object::ANY)
}
