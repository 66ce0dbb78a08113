//! `GET /things/{thing-id}/{$part}/{ids[]}/{größe}`

use gatewright_runtime::{Operation, json::Text, parameter::{INTEGER, path, text}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "getThing",
    method: "GET",
    path: "/things/{thing-id}/{$part}/{ids[]}/{größe}",
    parameters: &[
        path("thing-id", INTEGER), path("$part", text(Text::ANY.max_length(3))), path("ids[]", INTEGER),
        path("größe", INTEGER),
    ],
    ..Operation::of(&API)
};
