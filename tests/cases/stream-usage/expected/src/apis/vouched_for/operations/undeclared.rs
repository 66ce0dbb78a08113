//! `POST /undeclared`

use gatewright_runtime::{Content, Operation, RequestBody};
use crate::apis::vouched_for::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "undeclared",
    method: "POST",
    path: "/undeclared",
    body: RequestBody::optional(&[Content::json("application/json", schemas::streams::check)]),
    reports_usage: true,
    ..Operation::of(&API)
};
