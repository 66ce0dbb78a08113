//! `POST /when`

use gatewright_runtime::{Operation, RequestBody, Streaming, json::{self, Checked, Json, Member, Object, optional}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "when",
    method: "POST",
    path: "/when",
    body: RequestBody::Json { required: false, media_types: &["application/json"], check: body },
    streaming: Streaming::When("stream"),
    ..Operation::of(&API)
};

/// The body.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("stream", json::boolean)];
    json.object(&Object::of(MEMBERS))
}
