//! `chatCompletionFunctions`

use gatewright_runtime::json::{self, Checked, Json, Member, Object, optional, required};
use crate::apis::azure_openai::schemas;

/// Checks a value against `chatCompletionFunctions`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("description", json::string),
        required("name", json::string),
        optional("parameters", schemas::function_parameters::check),
    ];
    json.object(&Object::of(MEMBERS))
}
