//! `GET /headers`

use gatewright_runtime::{Operation, Style, json::Numeric, parameter::{Parameter, header, number}};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "headers",
    method: "GET",
    path: "/headers",
    parameters: &[
        Parameter::header("X-Json", Style::Json, schemas::filter::check),
        header("X-List", number(Numeric::INTEGER.at_least("1").at_most("9"))).list(',').max_items(3),
        Parameter::header("X-Object", Style::Turns(','), schemas::colour::check),
        Parameter::header("X-Pairs", Style::Pairs(','), schemas::colour::check),
    ],
    ..Operation::of(&API)
};
