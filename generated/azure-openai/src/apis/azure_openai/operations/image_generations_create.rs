//! `POST /deployments/{deployment-id}/images/generations`

use gatewright_runtime::{Call, Content, Flow, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::parameter::OneOf;
use crate::apis::azure_openai::{API, schemas};
use crate::apis::azure_openai::parameters::{ApiVersion, DeploymentId};

/// `ImageGenerations_Create`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "ImageGenerations_Create",
    api: &API,
    method: "POST",
    path: "/deployments/{deployment-id}/images/generations",
    parameters: Parameters::check,
    body: RequestBody {
        required: true,
        contents: &[
            Content::json("application/json", schemas::image_generations_request::check),
        ],
    },
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `deployment-id`, in the path
    pub deployment_id: DeploymentId,
    /// `api-version`, in the query
    pub api_version: ApiVersion,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            deployment_id: parameter::path(call, "deployment-id", &OneOf)?,
            api_version: parameter::query_or(
                call,
                "api-version",
                &OneOf,
                ApiVersion::V2024_10_21,
            )?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
