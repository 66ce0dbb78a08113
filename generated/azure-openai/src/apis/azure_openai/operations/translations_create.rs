//! `POST /deployments/{deployment-id}/audio/translations`

use gatewright_runtime::{
    Call, Content, Field, Flow, Operation, RequestBody, Streaming, json, parameter,
};
use gatewright_runtime::parameter::OneOf;
use crate::apis::azure_openai::{API, schemas};
use crate::apis::azure_openai::parameters::{ApiVersion, DeploymentId};

/// `Translations_Create`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "Translations_Create",
    api: &API,
    method: "POST",
    path: "/deployments/{deployment-id}/audio/translations",
    parameters: Parameters::check,
    body: RequestBody {
        required: true,
        contents: &[
            Content::multipart(
                "multipart/form-data",
                &[
                    Field::file("file").required(),
                    Field::text("prompt", json::string),
                    Field::text(
                        "response_format",
                        schemas::audio_response_format::check,
                    ),
                    Field::text("temperature", json::number),
                ],
            ),
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
