//! `GET /compare/{base}...{head}`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::json::Text;
use crate::apis::small::API;

/// `compare`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "compare",
    api: &API,
    method: "GET",
    path: "/compare/{base}...{head}",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `base`, in the path
    pub base: String,
    /// `head`, in the path
    pub head: String,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            base: parameter::path(call, "base", &Text::ANY)?,
            head: parameter::path(call, "head", &Text::ANY)?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
