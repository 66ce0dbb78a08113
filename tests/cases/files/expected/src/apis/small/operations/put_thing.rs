//! `PUT /things/{id}`

use gatewright_runtime::{Content, Operation, RequestBody, parameter::{INTEGER, path}};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "putThing",
    method: "PUT",
    path: "/things/{id}",
    parameters: &[path("id", INTEGER)],
    body: RequestBody::required(&[Content::json("application/json", schemas::thing::check)]),
    ..Operation::of(&API)
};
