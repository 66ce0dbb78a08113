//! `GET /proxy/{*proxy}`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::json::Text;
use crate::apis::small::API;

/// `proxy`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "proxy",
    api: &API,
    method: "GET",
    path: "/proxy/{*proxy}",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `proxy`, in the path
    pub proxy: String,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            proxy: parameter::path(call, "proxy", &Text::ANY)?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
