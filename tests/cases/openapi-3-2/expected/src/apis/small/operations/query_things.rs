//! `QUERY /things`

use gatewright_runtime::{Content, Operation, RequestBody, Streaming, json, parameter};
use gatewright_runtime::json::{Checked, Json, Member, Object, required};
use gatewright_runtime::parameter::Parameter;
use crate::apis::small::API;

/// `queryThings`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "queryThings",
    api: &API,
    method: "QUERY",
    path: "/things",
    parameters: |call| parameter::check(call, CHECKED),
    body: RequestBody {
        required: true,
        contents: &[Content::json("application/json", body)],
    },
    streaming: Streaming::Declared,
};

/// Parameters that are checked by their schemas.
const CHECKED: &[Parameter] = &[
    Parameter::query_form("filter", &[], |json| json.object(&Object::ANY)),
];

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("where", json::string)];
    json.object(&Object::of(MEMBERS))
}
