//! `QUERY /things`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming, json};
use gatewright_runtime::json::{Checked, Json, Member, Object, required};
use gatewright_runtime::parameter::Parameter;
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "queryThings",
    method: "QUERY",
    path: "/things",
    parameters: &[Parameter::query_form("filter", &[], |json| json.object(&Object::ANY))],
    body: RequestBody::required(&[Content::json("application/json", body)]),
    streaming: Streaming::Declared,
    ..Operation::of(&API)
};

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("where", json::string)];
    json.object(&Object::of(MEMBERS))
}
