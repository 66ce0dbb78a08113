//! `GET /a/{model}`

use gatewright_runtime::{Operation, json::{Pattern, Text}, parameter::{one_of, path, query, text}};
use crate::apis::small::API;
use crate::apis::small::parameters::{ApiVersion, Model, Size};

pub static OPERATION: Operation = Operation {
    id: "get",
    method: "GET",
    path: "/a/{model}",
    parameters: &[
        path("model", one_of::<Model>()),
        query("api-version", one_of::<ApiVersion>()).or(&ApiVersion::V2024_10_21),
        query(
            "region",
            text(Text::ANY.min_length(1).pattern({
                static PATTERN: Pattern = Pattern::new("^[a-z]+$");
                &PATTERN
            })),
        ).or(&"west"),
        query("size", one_of::<Size>()).or(&Size::Small),
    ],
    ..Operation::of(&API)
};
