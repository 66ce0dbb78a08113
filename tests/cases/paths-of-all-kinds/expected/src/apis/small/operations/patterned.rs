//! `GET /numbers/{id}`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::json::Numeric;
use crate::apis::small::API;

/// `patterned`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "patterned",
    api: &API,
    method: "GET",
    path: "/numbers/{id}",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `id`, in the path
    pub id: i64,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            id: parameter::path(call, "id", &Numeric::INTEGER)?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
