//! `GET /compare/{base}...{head}`

use gatewright_runtime::{Operation, parameter::{TEXT, path}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "compare",
    method: "GET",
    path: "/compare/{base}...{head}",
    parameters: &[path("base", TEXT), path("head", TEXT)],
    ..Operation::of(&API)
};
