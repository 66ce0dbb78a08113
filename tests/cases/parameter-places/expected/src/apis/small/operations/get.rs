//! `GET /a`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, Style, parameter};
use gatewright_runtime::json::{Numeric, Object, Text};
use gatewright_runtime::parameter::{Boolean, List, Parameter, Separator};
use crate::apis::small::API;

/// `get`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "get",
    api: &API,
    method: "GET",
    path: "/a",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `ids`, in the query
    pub ids: Option<Vec<String>>,
    /// `name`, in the query
    pub name_2af2: String,
    /// `X-Type`, in the headers
    pub x_type: f64,
    /// `name`, in the headers
    pub name_1c63: Option<i64>,
    /// `name`, in the cookies
    pub name_9d0e: Option<bool>,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            ids: parameter::query_optional(
                call,
                "ids",
                &List {
                    items: Text::ANY,
                    min_items: 0,
                    max_items: None,
                    separator: Separator::Repeated,
                },
            )?,
            name_2af2: parameter::query(call, "name", &Text::ANY.max_length(5))?,
            x_type: parameter::header(call, "X-Type", &Numeric::NUMBER.at_most("2.5"))?,
            name_1c63: parameter::header_optional(call, "name", &Numeric::INTEGER)?,
            name_9d0e: parameter::cookie_optional(call, "name", &Boolean)?,
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
    Parameter::query("when", Style::Json, |json| json.object(&Object::ANY)),
];
