//! `CreateBatchRequest`

use gatewright_runtime::json::{self, Checked, Json, Member, Numeric, Object, optional, required};
use crate::apis::chat_completions::schemas;

/// Checks a value against `CreateBatchRequest`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("completion_window", json::string),
        required("endpoint", json::string),
        required("input_file_id", json::string),
        optional("metadata", schemas::metadata::check),
        optional("output_expires_after", output_expires_after),
    ];
    json.object(&Object::of(MEMBERS))
}

fn output_expires_after(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("anchor", json::string),
        required("seconds", |json| json.number(&Numeric::INTEGER.at_least("3600").at_most("2592000"))),
    ];
    json.object(&Object::of(MEMBERS))
}
