//! `ResponseFormatJsonSchema`

use gatewright_runtime::json::{self, Checked, Json, Literal, Member, Object, optional, required};
use crate::apis::azure_openai::schemas;

/// Checks a value against `ResponseFormatJsonSchema`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("json_schema", json_schema),
        required("type", |json| json.enumeration(&[Literal::String("json_schema")])),
    ];
    json.object(&Object::of(MEMBERS))
}

fn json_schema(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("description", json::string),
        required("name", json::string),
        optional("schema", schemas::response_format_json_schema_schema::check),
        optional("strict", |json| json.nullable(json::boolean)),
    ];
    json.object(&Object::of(MEMBERS))
}
