//! `GET /matrix/{scalar}/{list}/{each}/{pairs}`

use gatewright_runtime::{Operation, Style, json::Literal, parameter::Parameter};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "matrix",
    method: "GET",
    path: "/matrix/{scalar}/{list}/{each}/{pairs}",
    parameters: &[
        Parameter::matrix(
            "scalar",
            Style::Text,
            |json| json.enumeration(&[Literal::String("a"), Literal::String("b")]),
        ),
        Parameter::matrix("list", Style::List(','), schemas::sizes::check),
        Parameter::matrix("each", Style::Repeated, schemas::sizes::check),
        Parameter::matrix("pairs", Style::Pairs(';'), schemas::colour::check),
    ],
    ..Operation::of(&API)
};
