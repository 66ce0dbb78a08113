//! `POST /models/{model}:generateContent`

use gatewright_runtime::{Operation, parameter::{TEXT, path}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "generate",
    method: "POST",
    path: "/models/{model}:generateContent",
    parameters: &[path("model", TEXT)],
    ..Operation::of(&API)
};
