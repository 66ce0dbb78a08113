//! `FunctionObject`

use gatewright_runtime::json::{self, Checked, Json, Member, Object, optional, required};
use crate::apis::azure_openai::schemas;

/// Checks a value against `FunctionObject`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("description", json::string),
        required("name", json::string),
        optional("parameters", schemas::function_parameters::check),
        optional("strict", |json| json.nullable(json::boolean)),
    ];
    json.object(&Object::of(MEMBERS))
}
