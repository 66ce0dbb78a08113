//! `GET /simple/{list}/{object}/{pairs}`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, Style, parameter};
use gatewright_runtime::json::Numeric;
use gatewright_runtime::parameter::{List, Parameter, Separator};
use crate::apis::small::{API, schemas};

/// `simple`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "simple",
    api: &API,
    method: "GET",
    path: "/simple/{list}/{object}/{pairs}",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `list`, in the path
    pub list: Vec<i64>,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            list: parameter::path(
                call,
                "list",
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
    Parameter::path("object", Style::Turns(','), schemas::colour::check),
    Parameter::path("pairs", Style::Pairs(','), schemas::colour::check),
];
