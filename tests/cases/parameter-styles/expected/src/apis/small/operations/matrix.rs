//! `GET /matrix/{scalar}/{list}/{each}/{pairs}`

use gatewright_runtime::{Operation, RequestBody, Streaming, Style, parameter};
use gatewright_runtime::json::Literal;
use gatewright_runtime::parameter::Parameter;
use crate::apis::small::{API, schemas};

/// `matrix`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "matrix",
    api: &API,
    method: "GET",
    path: "/matrix/{scalar}/{list}/{each}/{pairs}",
    parameters: |call| parameter::check(call, CHECKED),
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// Parameters that are checked by their schemas.
const CHECKED: &[Parameter] = &[
    Parameter::matrix(
        "scalar",
        Style::Text,
        |json| json.enumeration(&[Literal::String("a"), Literal::String("b")]),
    ),
    Parameter::matrix("list", Style::List(','), schemas::sizes::check),
    Parameter::matrix("each", Style::Repeated, schemas::sizes::check),
    Parameter::matrix("pairs", Style::Pairs(';'), schemas::colour::check),
];
