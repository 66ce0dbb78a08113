//! `PATCH /thing`

use gatewright_runtime::{Content, Operation, RequestBody, json::{Array, Checked, Json, Object}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "change",
    method: "PATCH",
    path: "/thing",
    body: RequestBody::optional(&[
        Content::json("application/json-patch+json", body_json_patch_json),
        Content::json("application/merge-patch+json", body_merge_patch_json),
    ]),
    ..Operation::of(&API)
};

/// The body as `application/json-patch+json`.
pub fn body_json_patch_json(json: &mut Json<'_>) -> Checked {
    json.array(&Array::ANY)
}

/// The body as `application/merge-patch+json`.
pub fn body_merge_patch_json(json: &mut Json<'_>) -> Checked {
    json.object(&Object::ANY)
}
