//! `GET /other/{a}`

use gatewright_runtime::{Operation, parameter::{TEXT, path}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "byA",
    method: "GET",
    path: "/other/{a}",
    parameters: &[path("a", TEXT)],
    ..Operation::of(&API)
};
