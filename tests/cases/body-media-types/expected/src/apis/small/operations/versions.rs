//! `POST /versions`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming, json};
use gatewright_runtime::json::{Checked, Json, Member, Object, required};
use crate::apis::small::API;

/// `versions`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "versions",
    api: &API,
    method: "POST",
    path: "/versions",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: false,
        contents: &[
            Content::json("application/json", body_json),
            Content::json("application/json;odata=verbose", body_json_2),
        ],
    },
    streaming: Streaming::Never,
};

/// The body as `application/json`.
pub fn body_json(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("value", json::any)];
    json.object(&Object::of(MEMBERS))
}

/// The body as `application/json;odata=verbose`.
pub fn body_json_2(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("d", json::any)];
    json.object(&Object::of(MEMBERS))
}
