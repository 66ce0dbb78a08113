//! `POST /undeclared`

use gatewright_runtime::{Content, Operation, RequestBody};
use crate::apis::declared::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "undeclared",
    method: "POST",
    path: "/undeclared",
    body: RequestBody::optional(&[Content::json("application/json", schemas::streams::check)]),
    ..Operation::of(&API)
};
