//! `JsonSchemaFormat`

use gatewright_runtime::json::{self, Checked, Json, Literal, Member, Object, optional, required};

/// Checks a value against `JsonSchemaFormat`.
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
        optional("schema", |json| json.object(&Object::ANY)),
        optional("strict", |json| json.nullable(json::boolean)),
    ];
    json.object(&Object::of(MEMBERS))
}
