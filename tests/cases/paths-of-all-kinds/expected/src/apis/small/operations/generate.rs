//! `POST /models/{model}:generateContent`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::json::Text;
use crate::apis::small::API;

/// `generate`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "generate",
    api: &API,
    method: "POST",
    path: "/models/{model}:generateContent",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `model`, in the path
    pub model: String,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            model: parameter::path(call, "model", &Text::ANY)?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
