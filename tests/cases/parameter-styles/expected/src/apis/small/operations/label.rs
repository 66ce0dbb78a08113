//! `GET /label/{scalar}/{list}/{each}/{pairs}`

use gatewright_runtime::{Operation, RequestBody, Streaming, Style, parameter};
use gatewright_runtime::json::Numeric;
use gatewright_runtime::parameter::Parameter;
use crate::apis::small::{API, schemas};

/// `label`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "label",
    api: &API,
    method: "GET",
    path: "/label/{scalar}/{list}/{each}/{pairs}",
    parameters: |call| parameter::check(call, CHECKED),
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// Parameters that are checked by their schemas.
const CHECKED: &[Parameter] = &[
    Parameter::label(
        "scalar",
        Style::Text,
        |json| json.number(&Numeric::INTEGER.at_most("9")),
    ),
    Parameter::label("list", Style::List(','), schemas::sizes::check),
    Parameter::label("each", Style::List('.'), schemas::sizes::check),
    Parameter::label("pairs", Style::Pairs('.'), schemas::colour::check),
];
