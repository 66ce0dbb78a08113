//! `POST /deployments/{deployment-id}/embeddings`

use gatewright_runtime::{Content, Operation, RequestBody, json};
use gatewright_runtime::json::{Array, ByType, Checked, Json, Member, Numeric, Object, Text, optional, required};
use gatewright_runtime::parameter::{one_of, path, query};
use crate::apis::azure_openai::API;
use crate::apis::azure_openai::parameters::{ApiVersion, DeploymentId};

pub static OPERATION: Operation = Operation {
    id: "embeddings_create",
    method: "POST",
    path: "/deployments/{deployment-id}/embeddings",
    parameters: &[
        path("deployment-id", one_of::<DeploymentId>()),
        query("api-version", one_of::<ApiVersion>()).or(&ApiVersion::V2024_10_21),
    ],
    body: RequestBody::required(&[Content::json("application/json", body)]),
    ..Operation::of(&API)
};

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("dimensions", |json| json.nullable(json::integer)),
        optional("encoding_format", |json| json.nullable(json::string)),
        required("input", body_input),
        optional("input_type", json::string),
        optional("user", json::string),
    ];
    json.object(&Object::of(MEMBERS))
}

fn body_input(json: &mut Json<'_>) -> Checked {
    json.by_type(
        &ByType { null: Some(json::null), string: Some(json::string), array: Some(body_input_array), ..ByType::NONE },
    )
}

fn body_input_array(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(body_input_array_item).min_items(1).max_items(2048))
}

fn body_input_array_item(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        number: Some(|json| json.number(&Numeric::INTEGER.at_least("0"))),
        string: Some(|json| json.text(&Text::ANY.min_length(1))),
        array: Some(body_input_array_item_array),
        ..ByType::NONE
    })
}

fn body_input_array_item_array(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(|json| json.number(&Numeric::INTEGER.at_least("0"))).min_items(1))
}
