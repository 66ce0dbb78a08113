//! `GET /simple/{list}/{object}/{pairs}`

use gatewright_runtime::{Operation, Style, json::Numeric, parameter::{Parameter, number, path}};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "simple",
    method: "GET",
    path: "/simple/{list}/{object}/{pairs}",
    parameters: &[
        path("list", number(Numeric::INTEGER.at_least("1").at_most("9"))).list(',').max_items(3),
        Parameter::path("object", Style::Turns(','), schemas::colour::check),
        Parameter::path("pairs", Style::Pairs(','), schemas::colour::check),
    ],
    ..Operation::of(&API)
};
