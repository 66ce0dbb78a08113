//! `POST /two`

use gatewright_runtime::{Operation, RequestBody, Streaming};
use gatewright_runtime::json::{Array, Checked, Json, Object};
use crate::apis::small::API;

/// `twoSchemas`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "twoSchemas",
    api: &API,
    method: "POST",
    path: "/two",
    parameters: |_| Ok(()),
    body: RequestBody::Json {
        required: false,
        media_types: &["application/json", "application/merge-patch+json"],
        check: body,
    },
    streaming: Streaming::Never,
};

/// The body.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.any_of(&[|json| json.array(&Array::ANY), |json| json.object(&Object::ANY)])
}
