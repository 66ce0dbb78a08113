//! `GET /numbers/{id}`

use gatewright_runtime::{Operation, parameter::{INTEGER, path}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "patterned",
    method: "GET",
    path: "/numbers/{id}",
    parameters: &[path("id", INTEGER)],
    ..Operation::of(&API)
};
