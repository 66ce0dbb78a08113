//! `GET /a/{id}/b-c`

use gatewright_runtime::{Operation, parameter::{TEXT, path}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "GET /a/{id}/b-c",
    method: "GET",
    path: "/a/{id}/b-c",
    parameters: &[path("id", TEXT)],
    ..Operation::of(&API)
};
