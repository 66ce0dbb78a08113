//! `POST /two`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming};
use gatewright_runtime::json::{Array, Checked, Json, Object};
use crate::apis::small::API;

/// `twoSchemas`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "twoSchemas",
    api: &API,
    method: "POST",
    path: "/two",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: false,
        contents: &[
            Content::json("application/json", body_json),
            Content::json("application/merge-patch+json", body_merge_patch_json),
        ],
    },
    streaming: Streaming::Never,
};

/// The body as `application/json`.
pub fn body_json(json: &mut Json<'_>) -> Checked {
    json.array(&Array::ANY)
}

/// The body as `application/merge-patch+json`.
pub fn body_merge_patch_json(json: &mut Json<'_>) -> Checked {
    json.object(&Object::ANY)
}
