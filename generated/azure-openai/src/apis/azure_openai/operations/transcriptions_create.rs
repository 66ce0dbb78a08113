//! `POST /deployments/{deployment-id}/audio/transcriptions`

use gatewright_runtime::{Content, Field, Operation, RequestBody, json, parameter::{one_of, path, query}};
use crate::apis::azure_openai::{API, schemas};
use crate::apis::azure_openai::parameters::{ApiVersion, DeploymentId};

pub static OPERATION: Operation = Operation {
    id: "Transcriptions_Create",
    method: "POST",
    path: "/deployments/{deployment-id}/audio/transcriptions",
    parameters: &[
        path("deployment-id", one_of::<DeploymentId>()),
        query("api-version", one_of::<ApiVersion>()).or(&ApiVersion::V2024_10_21),
    ],
    body: RequestBody::required(&[Content::multipart("multipart/form-data", &[
        Field::file("file").required(),
        Field::text("language", json::string),
        Field::text("prompt", json::string),
        Field::text("response_format", schemas::audio_response_format::check),
        Field::text("temperature", json::number),
    ])]),
    ..Operation::of(&API)
};
