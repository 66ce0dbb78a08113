//! `PATCH /thing`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming};
use gatewright_runtime::json::{Array, Checked, Json, Object};
use crate::apis::small::API;

/// `change`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "change",
    api: &API,
    method: "PATCH",
    path: "/thing",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: false,
        contents: &[
            Content::json("application/json-patch+json", body_json_patch_json),
            Content::json("application/merge-patch+json", body_merge_patch_json),
        ],
    },
    streaming: Streaming::Never,
};

/// The body as `application/json-patch+json`.
pub fn body_json_patch_json(json: &mut Json<'_>) -> Checked {
    json.array(&Array::ANY)
}

/// The body as `application/merge-patch+json`.
pub fn body_merge_patch_json(json: &mut Json<'_>) -> Checked {
    json.object(&Object::ANY)
}
