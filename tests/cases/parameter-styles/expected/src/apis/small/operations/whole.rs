//! `GET /whole`

use gatewright_runtime::{Encoded, Operation, Style, parameter::Parameter};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "whole",
    method: "GET",
    path: "/whole",
    parameters: &[Parameter::query_form("all", &[Encoded::new("size", Style::Json)], schemas::filter::check)],
    ..Operation::of(&API)
};
