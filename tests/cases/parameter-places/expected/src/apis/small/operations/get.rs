//! `GET /a`

use gatewright_runtime::{Operation, Style};
use gatewright_runtime::json::{Numeric, Object, Text};
use gatewright_runtime::parameter::{BOOLEAN, INTEGER, Parameter, TEXT, cookie, header, number, query, text};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "get",
    method: "GET",
    path: "/a",
    parameters: &[
        query("ids", TEXT).repeated(), query("name", text(Text::ANY.max_length(5))).required(),
        Parameter::query("when", Style::Json, |json| json.object(&Object::ANY)),
        header("X-Type", number(Numeric::NUMBER.at_most("2.5"))).required(), header("name", INTEGER),
        cookie("name", BOOLEAN),
    ],
    ..Operation::of(&API)
};
