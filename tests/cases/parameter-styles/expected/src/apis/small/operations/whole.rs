//! `GET /whole`

use gatewright_runtime::{Encoded, Operation, RequestBody, Streaming, Style, parameter};
use gatewright_runtime::parameter::Parameter;
use crate::apis::small::{API, schemas};

/// `whole`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "whole",
    api: &API,
    method: "GET",
    path: "/whole",
    parameters: |call| parameter::check(call, CHECKED),
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// Parameters that are checked by their schemas.
const CHECKED: &[Parameter] = &[
    Parameter::query_form(
        "all",
        &[Encoded::new("size", Style::Json)],
        schemas::filter::check,
    ),
];
