//! `PUT /things/{id}`

use gatewright_runtime::{Content, Operation, RequestBody, json::Numeric, parameter::{number, path}};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "putThing",
    method: "PUT",
    path: "/things/{id}",
    parameters: &[path("id", number(Numeric::INTEGER.at_least("-2147483648").at_most("2147483647")))],
    body: RequestBody::required(&[Content::json("application/json", schemas::thing::check)]),
    ..Operation::of(&API)
};
