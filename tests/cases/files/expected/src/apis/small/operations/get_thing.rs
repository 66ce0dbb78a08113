//! `GET /things/{id}`
//!
//! What it is.

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::json::Numeric;
use gatewright_runtime::parameter::Boolean;
use crate::apis::small::API;

/// `getThing`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "getThing",
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
    /// `full`, in the query
    pub full: Option<bool>,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            id: parameter::path(call, "id", &Numeric::INTEGER)?,
            full: parameter::query_optional(call, "full", &Boolean)?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
