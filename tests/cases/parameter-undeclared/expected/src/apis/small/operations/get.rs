//! `GET /a/{id}/{undeclared}`

use gatewright_runtime::{Operation, json::Numeric, parameter::{TEXT, number, path}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "get",
    method: "GET",
    path: "/a/{id}/{undeclared}",
    parameters: &[path("id", number(Numeric::INTEGER.at_least("1"))), path("undeclared", TEXT)],
    ..Operation::of(&API)
};
