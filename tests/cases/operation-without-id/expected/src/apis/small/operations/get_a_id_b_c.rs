//! `GET /a/{id}/b-c`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::json::Text;
use crate::apis::small::API;

/// `GET /a/{id}/b-c`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "GET /a/{id}/b-c",
    api: &API,
    method: "GET",
    path: "/a/{id}/b-c",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `id`, in the path
    pub id: String,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            id: parameter::path(call, "id", &Text::ANY)?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
