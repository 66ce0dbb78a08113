//! `POST /text:analyze`

use gatewright_runtime::{Operation, parameter::{TEXT, query}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "analyze",
    method: "POST",
    path: "/text:analyze",
    parameters: &[query("api-version", TEXT).required()],
    ..Operation::of(&API)
};
