//! `POST /#x-amz-target=Store_2012.GetItem`

use gatewright_runtime::{Content, Operation, RequestBody, json};
use gatewright_runtime::json::{Checked, Json, Member, Object, required};
use gatewright_runtime::parameter::{header, one_of};
use crate::apis::small::API;
use crate::apis::small::parameters::XAmzTargetD1a9;

pub static OPERATION: Operation = Operation {
    id: "GetItem",
    method: "POST",
    path: "/#x-amz-target=Store_2012.GetItem",
    parameters: &[header("X-Amz-Target", one_of::<XAmzTargetD1a9>()).required()],
    body: RequestBody::required(&[Content::json("application/json", body)]),
    ..Operation::of(&API)
};

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("Key", json::string)];
    json.object(&Object::of(MEMBERS))
}
