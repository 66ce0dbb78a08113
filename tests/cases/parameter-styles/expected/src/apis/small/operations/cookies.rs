//! `GET /cookies`

use gatewright_runtime::{Operation, Style, json::Numeric, parameter::{Parameter, cookie, number, one_of}};
use crate::apis::small::{API, schemas};
use crate::apis::small::parameters::Mood;

pub static OPERATION: Operation = Operation {
    id: "cookies",
    method: "GET",
    path: "/cookies",
    parameters: &[
        Parameter::cookie("colour", Style::Members(&["G", "R"]), schemas::colour::check),
        cookie("ids", number(Numeric::INTEGER.at_least("1").at_most("9"))).list(',').max_items(3),
        cookie("mood", one_of::<Mood>()).required(),
    ],
    ..Operation::of(&API)
};
