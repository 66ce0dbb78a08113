//! `GET /a/{model}`

use gatewright_runtime::{Operation, parameter::{one_of, path, query}};
use crate::apis::small::API;
use crate::apis::small::parameters::{ApiVersion, Model, Size};

pub static OPERATION: Operation = Operation {
    id: "get",
    method: "GET",
    path: "/a/{model}",
    parameters: &[
        path("model", one_of::<Model>()),
        query("api-version", one_of::<ApiVersion>()).or(&ApiVersion::V2024_10_21),
        query("size", one_of::<Size>()).or(&Size::Small),
    ],
    ..Operation::of(&API)
};
