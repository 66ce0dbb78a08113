//! `GET /contents/{*path}`

use gatewright_runtime::{Operation, parameter::{TEXT, path}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "contents",
    method: "GET",
    path: "/contents/{*path}",
    parameters: &[path("path", TEXT)],
    ..Operation::of(&API)
};
