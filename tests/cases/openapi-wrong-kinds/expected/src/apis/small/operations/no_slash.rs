//! `POST /things`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming, json};
use gatewright_runtime::json::{Checked, Json, Member, Object, optional};
use crate::apis::small::API;

/// `noSlash`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "noSlash",
    api: &API,
    method: "POST",
    path: "/things",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: false,
        contents: &[Content::json("application/json", body)],
    },
    streaming: Streaming::Never,
};

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("a", json::string)];
    json.object(&Object::of(MEMBERS))
}
