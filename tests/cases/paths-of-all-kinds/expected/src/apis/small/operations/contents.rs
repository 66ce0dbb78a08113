//! `GET /contents/{*path}`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::json::Text;
use crate::apis::small::API;

/// `contents`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "contents",
    api: &API,
    method: "GET",
    path: "/contents/{*path}",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `path`, in the path
    pub path: String,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            path: parameter::path(call, "path", &Text::ANY)?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
