//! `GET /a/{id}`

use gatewright_runtime::{Operation, parameter::{TEXT, path, query}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "one",
    method: "GET",
    path: "/a/{id}",
    parameters: &[path("id", TEXT), query("q", TEXT).required()],
    ..Operation::of(&API)
};
