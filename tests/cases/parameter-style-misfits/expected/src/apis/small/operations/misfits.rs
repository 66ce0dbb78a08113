//! `GET /things/{id}`

use gatewright_runtime::{Operation, Style, json};
use gatewright_runtime::json::Array;
use gatewright_runtime::parameter::{INTEGER, Parameter, TEXT, cookie, header, path, query};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "misfits",
    method: "GET",
    path: "/things/{id}",
    parameters: &[
        path("id", INTEGER),
        Parameter::query("deep", Style::Deep, |json| json.array(&Array::of(json::integer))),
        Parameter::query("flat", Style::Deep, json::integer),
        query("list", INTEGER).list(','), query("piped", TEXT), query("spaced", INTEGER).repeated(),
        header("X-Form", TEXT),
        cookie("crumb", TEXT),
    ],
    ..Operation::of(&API)
};
