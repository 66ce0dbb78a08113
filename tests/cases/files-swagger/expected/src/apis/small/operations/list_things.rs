//! `GET /things`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::json::Numeric;
use crate::apis::small::API;

/// `listThings`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "listThings",
    api: &API,
    method: "GET",
    path: "/things",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `limit`, in the query
    pub limit: Option<i64>,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            limit: parameter::query_optional(
                call,
                "limit",
                &Numeric::INTEGER.at_most("10"),
            )?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
