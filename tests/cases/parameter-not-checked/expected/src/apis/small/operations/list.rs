//! `GET /things`

use gatewright_runtime::{Operation, json::{Numeric, Text}, parameter::{number, query, text}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "list",
    method: "GET",
    path: "/things",
    parameters: &[
        query("sizes", number(Numeric::INTEGER.at_least("1"))).list('|'),
        query("tags", text(Text::ANY.max_length(8))).repeated().max_items(3),
    ],
    ..Operation::of(&API)
};
