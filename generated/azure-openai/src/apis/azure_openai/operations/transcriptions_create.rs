//! `POST /deployments/{deployment-id}/audio/transcriptions`

use gatewright_runtime::{
    Call, Field, FieldCheck, Flow, Operation, RequestBody, Streaming, parameter,
};
use gatewright_runtime::json::{Numeric, Text};
use gatewright_runtime::parameter::OneOf;
use crate::apis::azure_openai::API;
use crate::apis::azure_openai::parameters::{ApiVersion, DeploymentId};

/// `Transcriptions_Create`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "Transcriptions_Create",
    api: &API,
    method: "POST",
    path: "/deployments/{deployment-id}/audio/transcriptions",
    parameters: Parameters::check,
    body: RequestBody::Multipart {
        required: true,
        fields: &[
            Field {
                name: "file",
                required: true,
                repeated: false,
                check: FieldCheck::File,
            },
            Field {
                name: "language",
                required: false,
                repeated: false,
                check: FieldCheck::Text(Text::ANY),
            },
            Field {
                name: "prompt",
                required: false,
                repeated: false,
                check: FieldCheck::Text(Text::ANY),
            },
            Field {
                name: "response_format",
                required: false,
                repeated: false,
                check: FieldCheck::OpenChoice(
                    &["json", "text", "srt", "verbose_json", "vtt"],
                ),
            },
            Field {
                name: "temperature",
                required: false,
                repeated: false,
                check: FieldCheck::Number(Numeric::NUMBER),
            },
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
