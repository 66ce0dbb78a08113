//! `GET /a/{id}/{undeclared}`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::json::{Numeric, Text};
use crate::apis::small::API;

/// `get`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "get",
    api: &API,
    method: "GET",
    path: "/a/{id}/{undeclared}",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `id`, in the path
    pub id: i64,
    /// `undeclared`, in the path
    pub undeclared: String,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            id: parameter::path(call, "id", &Numeric::INTEGER.at_least("1"))?,
            undeclared: parameter::path(call, "undeclared", &Text::ANY)?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
