//! `PUT /a/{id}`

use gatewright_runtime::{Operation, parameter::{INTEGER, TEXT, path, query}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "two",
    method: "PUT",
    path: "/a/{id}",
    parameters: &[path("id", TEXT), query("q", INTEGER)],
    ..Operation::of(&API)
};
