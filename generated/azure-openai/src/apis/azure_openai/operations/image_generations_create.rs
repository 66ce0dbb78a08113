//! `POST /deployments/{deployment-id}/images/generations`

use gatewright_runtime::{Content, Operation, RequestBody, parameter::{one_of, path, query}};
use crate::apis::azure_openai::{API, schemas};
use crate::apis::azure_openai::parameters::{ApiVersion, DeploymentId};

pub static OPERATION: Operation = Operation {
    id: "ImageGenerations_Create",
    method: "POST",
    path: "/deployments/{deployment-id}/images/generations",
    parameters: &[
        path("deployment-id", one_of::<DeploymentId>()),
        query("api-version", one_of::<ApiVersion>()).or(&ApiVersion::V2024_10_21),
    ],
    body: RequestBody::required(&[Content::json("application/json", schemas::image_generations_request::check)]),
    ..Operation::of(&API)
};
