//! `GET /headers`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, Style, parameter};
use gatewright_runtime::json::Numeric;
use gatewright_runtime::parameter::{List, Parameter, Separator};
use crate::apis::small::{API, schemas};

/// `headers`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "headers",
    api: &API,
    method: "GET",
    path: "/headers",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `X-List`, in the headers
    pub x_list: Option<Vec<i64>>,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            x_list: parameter::header_optional(
                call,
                "X-List",
                &List {
                    items: Numeric::INTEGER.at_least("1").at_most("9"),
                    min_items: 0,
                    max_items: Some(3),
                    separator: Separator::Within(','),
                },
            )?,
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
    Parameter::header("X-Json", Style::Json, schemas::filter::check),
    Parameter::header("X-Object", Style::Turns(','), schemas::colour::check),
    Parameter::header("X-Pairs", Style::Pairs(','), schemas::colour::check),
];
