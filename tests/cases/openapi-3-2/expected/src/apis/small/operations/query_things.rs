//! `QUERY /things`

use gatewright_runtime::{Operation, RequestBody, Streaming, json::{self, Checked, Json, Member, Object, required}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "queryThings",
    method: "QUERY",
    path: "/things",
    body: RequestBody::Json { required: true, media_types: &["application/json"], check: body },
    streaming: Streaming::Declared,
    ..Operation::of(&API)
};

/// The body.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("where", json::string)];
    json.object(&Object::of(MEMBERS))
}
