//! `GET /things`

use gatewright_runtime::{Operation, json::Numeric, parameter::{number, query}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "listThings",
    method: "GET",
    path: "/things",
    parameters: &[query("limit", number(Numeric::INTEGER.at_most("10")))],
    ..Operation::of(&API)
};
