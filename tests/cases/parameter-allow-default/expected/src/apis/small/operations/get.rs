//! `GET /a/{model}`

use gatewright_runtime::{Call, Flow, Location, Operation, RequestBody, Streaming, parameter};
use crate::apis::small::API;
use crate::apis::small::parameters::{ApiVersion, Model, Size};

/// `get`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "get",
    api: &API,
    method: "GET",
    path: "/a/{model}",
    parameters: Parameters::check,
    body: RequestBody::None,
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
            model: parameter::choice(call, Location::Path, "model")?,
            api_version: parameter::choice_or(
                call,
                Location::Query,
                "api-version",
                ApiVersion::V2024_10_21,
            )?,
            size: parameter::choice_or(call, Location::Query, "size", Size::Small)?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
