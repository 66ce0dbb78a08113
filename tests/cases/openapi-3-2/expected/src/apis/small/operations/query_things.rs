//! `QUERY /things`

use gatewright_runtime::{Operation, RequestBody, Streaming, json};
use gatewright_runtime::json::{Checked, Json, Member, Object, required};
use crate::apis::small::API;

/// `queryThings`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "queryThings",
    api: &API,
    method: "QUERY",
    path: "/things",
    parameters: |_| Ok(()),
    body: RequestBody::Json {
        required: true,
        media_types: &["application/json"],
        check: body,
    },
    streaming: Streaming::Declared,
};

/// The body.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("where", json::string)];
    json.object(&Object::of(MEMBERS))
}
