//! `GET /a`

use gatewright_runtime::Operation;
use gatewright_runtime::json::{Numeric, Text};
use gatewright_runtime::parameter::{BOOLEAN, INTEGER, TEXT, cookie, header, number, query, text};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "get",
    method: "GET",
    path: "/a",
    parameters: &[
        query("ids", TEXT).repeated(), query("name", text(Text::ANY.max_length(5))).required(), query("when", TEXT),
        header("X-Type", number(Numeric::NUMBER.at_most("2.5"))).required(), header("name", INTEGER),
        cookie("name", BOOLEAN),
    ],
    ..Operation::of(&API)
};
