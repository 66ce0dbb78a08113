//! `GET /others`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, Style, parameter};
use gatewright_runtime::json::{Numeric, Object, Others, Text};
use gatewright_runtime::parameter::Parameter;
use crate::apis::small::API;

/// `others`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "others",
    api: &API,
    method: "GET",
    path: "/others",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `page`, in the query
    pub page: Option<String>,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            page: parameter::query_optional(call, "page", &Text::ANY)?,
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
    Parameter::query(
        "counts",
        Style::Others(&["page"]),
        |json| {
            json
                .object(
                    &Object::ANY
                        .others(
                            Others::Check(|json| {
                                json.number(&Numeric::INTEGER.at_most("9"))
                            }),
                        ),
                )
        },
    ),
];
