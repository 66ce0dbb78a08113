//! `GET /things/{id}`

use gatewright_runtime::{Operation, json::Numeric, parameter::{number, path}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "getThing",
    method: "GET",
    path: "/things/{id}",
    parameters: &[path("id", number(Numeric::INTEGER.at_least("-2147483648").at_most("2147483647")))],
    ..Operation::of(&API)
};
