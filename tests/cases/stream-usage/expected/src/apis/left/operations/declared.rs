//! `POST /declared`

use gatewright_runtime::{Content, Operation, RequestBody, json::{self, Checked, Json, Member, Object, optional}};
use crate::apis::left::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "declared",
    method: "POST",
    path: "/declared",
    body: RequestBody::optional(&[Content::json("application/json", body)]),
    ..Operation::of(&API)
};

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("stream", json::boolean),
        optional("stream_options", schemas::options::check),
    ];
    json.object(&Object::of(MEMBERS))
}
