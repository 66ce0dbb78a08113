//! `GET /others`

use gatewright_runtime::{Operation, Style, json::{Numeric, Object, Others}, parameter::{Parameter, TEXT, query}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "others",
    method: "GET",
    path: "/others",
    parameters: &[
        Parameter::query(
            "counts",
            Style::Others(&["page"]),
            |json| json.object(&Object::ANY.others(Others::Check(|json| json.number(&Numeric::INTEGER.at_most("9"))))),
        ),
        query("page", TEXT),
    ],
    ..Operation::of(&API)
};
