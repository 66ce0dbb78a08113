//! `POST /when`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming, json};
use gatewright_runtime::json::{Checked, Json, Member, Object, optional};
use crate::apis::small::API;

/// `when`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "when",
    api: &API,
    method: "POST",
    path: "/when",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: false,
        contents: &[Content::json("application/json", body)],
    },
    streaming: Streaming::When("stream"),
};

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("stream", json::boolean)];
    json.object(&Object::of(MEMBERS))
}
