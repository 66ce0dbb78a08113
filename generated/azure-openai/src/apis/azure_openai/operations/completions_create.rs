//! `POST /deployments/{deployment-id}/completions`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming, parameter::{one_of, path, query}};
use crate::apis::azure_openai::{API, schemas};
use crate::apis::azure_openai::parameters::{ApiVersion, DeploymentId};

pub static OPERATION: Operation = Operation {
    id: "Completions_Create",
    method: "POST",
    path: "/deployments/{deployment-id}/completions",
    parameters: &[
        path("deployment-id", one_of::<DeploymentId>()),
        query("api-version", one_of::<ApiVersion>()).or(&ApiVersion::V2024_10_21),
    ],
    body: RequestBody::required(&[Content::json("application/json", schemas::create_completion_request::check)]),
    streaming: Streaming::When("stream"),
    ..Operation::of(&API)
};
