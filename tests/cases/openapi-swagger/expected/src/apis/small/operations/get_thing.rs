//! `GET /things/{id}`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::json::Numeric;
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
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            id: parameter::path(
                call,
                "id",
                &Numeric::INTEGER.at_least("-2147483648").at_most("2147483647"),
            )?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
