//! What it is.

use gatewright_runtime::{Operation, parameter::{BOOLEAN, INTEGER, path, query}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "getThing",
    method: "GET",
    path: "/things/{id}",
    parameters: &[path("id", INTEGER), query("full", BOOLEAN)],
    ..Operation::of(&API)
};
