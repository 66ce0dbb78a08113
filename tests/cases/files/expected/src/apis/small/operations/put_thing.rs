//! `PUT /things/{id}`

use gatewright_runtime::{Operation, RequestBody, parameter::{INTEGER, path}};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "putThing",
    method: "PUT",
    path: "/things/{id}",
    parameters: &[path("id", INTEGER)],
    body: RequestBody::Json { required: true, media_types: &["application/json"], check: schemas::thing::check },
    ..Operation::of(&API)
};
