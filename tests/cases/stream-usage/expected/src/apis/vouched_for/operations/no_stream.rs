//! `POST /no-stream`

use gatewright_runtime::{Content, Operation, RequestBody, json::{Checked, Json, Member, Object, optional}};
use crate::apis::vouched_for::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "noStream",
    method: "POST",
    path: "/no-stream",
    body: RequestBody::optional(&[Content::json("application/json", body)]),
    ..Operation::of(&API)
};

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("stream_options", schemas::options::check)];
    json.object(&Object::of(MEMBERS))
}
