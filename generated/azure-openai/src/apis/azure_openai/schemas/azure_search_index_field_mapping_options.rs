//! `azureSearchIndexFieldMappingOptions`

use gatewright_runtime::json::{self, Array, Checked, Json, Member, Object, optional};

/// Checks a value against `azureSearchIndexFieldMappingOptions`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("content_fields", |json| json.array(&Array::of(json::string))),
        optional("content_fields_separator", json::string),
        optional("filepath_field", json::string),
        optional("title_field", json::string),
        optional("url_field", json::string),
        optional("vector_fields", |json| json.array(&Array::of(json::string))),
    ];
    json.object(&Object::of(MEMBERS))
}
