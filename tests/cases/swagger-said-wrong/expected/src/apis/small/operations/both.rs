//! `POST /both`

use gatewright_runtime::{Content, Operation, RequestBody, json::{self, Checked, Json}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "both",
    method: "POST",
    path: "/both",
    body: RequestBody::optional(&[Content::json("application/json", body)]),
    ..Operation::of(&API)
};

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    json::string(json)
}
