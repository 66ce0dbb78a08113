//! `GET /label/{scalar}/{list}/{each}/{pairs}`

use gatewright_runtime::{Operation, Style, json::Numeric, parameter::Parameter};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "label",
    method: "GET",
    path: "/label/{scalar}/{list}/{each}/{pairs}",
    parameters: &[
        Parameter::label("scalar", Style::Text, |json| json.number(&Numeric::INTEGER.at_most("9"))),
        Parameter::label("list", Style::List(','), schemas::sizes::check),
        Parameter::label("each", Style::List('.'), schemas::sizes::check),
        Parameter::label("pairs", Style::Pairs('.'), schemas::colour::check),
    ],
    ..Operation::of(&API)
};
