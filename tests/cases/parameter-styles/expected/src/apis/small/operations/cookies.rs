//! `GET /cookies`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, Style, parameter};
use gatewright_runtime::json::Numeric;
use gatewright_runtime::parameter::{List, OneOf, Parameter, Separator};
use crate::apis::small::{API, schemas};
use crate::apis::small::parameters::Mood;

/// `cookies`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "cookies",
    api: &API,
    method: "GET",
    path: "/cookies",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `ids`, in the cookies
    pub ids: Option<Vec<i64>>,
    /// `mood`, in the cookies
    pub mood: Mood,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            ids: parameter::cookie_optional(
                call,
                "ids",
                &List {
                    items: Numeric::INTEGER.at_least("1").at_most("9"),
                    min_items: 0,
                    max_items: Some(3),
                    separator: Separator::Within(','),
                },
            )?,
            mood: parameter::cookie(call, "mood", &OneOf)?,
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
    Parameter::cookie("colour", Style::Members(&["G", "R"]), schemas::colour::check),
];
