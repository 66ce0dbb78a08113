//! `POST /odd`

use gatewright_runtime::{Content, Operation, RequestBody, json};
use gatewright_runtime::json::{Checked, Json, Member, Object, optional};
use gatewright_runtime::parameter::{TEXT, header};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "odd",
    method: "POST",
    path: "/odd",
    parameters: &[header("b", TEXT)],
    body: RequestBody::optional(&[Content::form("application/x-www-form-urlencoded", &[], body)]),
    ..Operation::of(&API)
};

/// The form as one object.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("d", json::string)];
    json.object(&Object::of(MEMBERS))
}
