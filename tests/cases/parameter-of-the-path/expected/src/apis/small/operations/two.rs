//! `PUT /a/{id}`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::json::{Numeric, Text};
use crate::apis::small::API;

/// `two`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "two",
    api: &API,
    method: "PUT",
    path: "/a/{id}",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `id`, in the path
    pub id: String,
    /// `q`, in the query
    pub q: Option<i64>,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            id: parameter::path(call, "id", &Text::ANY)?,
            q: parameter::query_optional(call, "q", &Numeric::INTEGER)?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
