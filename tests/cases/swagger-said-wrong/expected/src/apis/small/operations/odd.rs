//! `POST /odd`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::json::Text;
use crate::apis::small::API;

/// `odd`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "odd",
    api: &API,
    method: "POST",
    path: "/odd",
    parameters: Parameters::check,
    body: RequestBody::Stream {
        required: false,
        media_types: &["application/x-www-form-urlencoded"],
    },
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `b`, in the headers
    pub b: Option<String>,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            b: parameter::header_optional(call, "b", &Text::ANY)?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
