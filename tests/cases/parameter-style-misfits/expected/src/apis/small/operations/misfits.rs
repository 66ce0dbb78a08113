//! `GET /things/{id}`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, Style, json, parameter};
use gatewright_runtime::json::{Array, Numeric, Text};
use gatewright_runtime::parameter::{List, Parameter, Separator};
use crate::apis::small::API;

/// `misfits`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "misfits",
    api: &API,
    method: "GET",
    path: "/things/{id}",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `id`, in the path
    pub id: i64,
    /// `list`, in the query
    pub list: Option<Vec<i64>>,
    /// `piped`, in the query
    pub piped: Option<String>,
    /// `spaced`, in the query
    pub spaced: Option<Vec<i64>>,
    /// `X-Form`, in the headers
    pub x_form: Option<String>,
    /// `crumb`, in the cookies
    pub crumb: Option<String>,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            id: parameter::path(call, "id", &Numeric::INTEGER)?,
            list: parameter::query_optional(
                call,
                "list",
                &List {
                    items: Numeric::INTEGER,
                    min_items: 0,
                    max_items: None,
                    separator: Separator::Within(','),
                },
            )?,
            piped: parameter::query_optional(call, "piped", &Text::ANY)?,
            spaced: parameter::query_optional(
                call,
                "spaced",
                &List {
                    items: Numeric::INTEGER,
                    min_items: 0,
                    max_items: None,
                    separator: Separator::Repeated,
                },
            )?,
            x_form: parameter::header_optional(call, "X-Form", &Text::ANY)?,
            crumb: parameter::cookie_optional(call, "crumb", &Text::ANY)?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        parameter::check(call, CHECKED)?;
        Self::read(call).map(drop)
    }
}

/// Parameters that are checked by their schemas.
const CHECKED: &[Parameter] = &[
    Parameter::query("deep", Style::Deep, |json| json.array(&Array::of(json::integer))),
    Parameter::query("flat", Style::Deep, json::integer),
];
