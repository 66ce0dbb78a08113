//! `POST /deployments/{deployment-id}/chat/completions`

use gatewright_runtime::{ByModel, Content, Operation, RequestBody, json};
use gatewright_runtime::json::{Array, Checked, Json, Member, Object, optional};
use gatewright_runtime::parameter::{TEXT, path};
use crate::apis::azure::{API, MODELS};

pub static OPERATION: Operation = Operation {
    id: "ChatCompletions_Create",
    method: "POST",
    path: "/deployments/{deployment-id}/chat/completions",
    parameters: &[path("deployment-id", TEXT)],
    body: RequestBody::required(&[Content::json("application/json", body)]),
    by_model: ByModel::Path("deployment-id", MODELS),
    ..Operation::of(&API)
};

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("messages", |json| json.array(&Array::ANY)), optional("model", json::string)];
    json.object(&Object::of(MEMBERS))
}
