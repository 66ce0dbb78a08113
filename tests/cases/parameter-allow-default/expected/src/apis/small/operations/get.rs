//! `GET /a/{model}`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::parameter::OneOf;
use crate::apis::small::API;
use crate::apis::small::parameters::{ApiVersion, Model, Size};

/// `get`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "get",
    api: &API,
    method: "GET",
    path: "/a/{model}",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `model`, in the path
    pub model: Model,
    /// `api-version`, in the query
    pub api_version: ApiVersion,
    /// `size`, in the query
    pub size: Size,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            model: parameter::path(call, "model", &OneOf)?,
            api_version: parameter::query_or(
                call,
                "api-version",
                &OneOf,
                ApiVersion::V2024_10_21,
            )?,
            size: parameter::query_or(call, "size", &OneOf, Size::Small)?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
