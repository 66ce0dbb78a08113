//! `POST /when`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming, json};
use gatewright_runtime::json::{Checked, Json, Member, Object, optional};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "when",
    method: "POST",
    path: "/when",
    body: RequestBody::optional(&[Content::json("application/json", body)]),
    streaming: Streaming::When("stream"),
    ..Operation::of(&API)
};

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("stream", json::boolean)];
    json.object(&Object::of(MEMBERS))
}
