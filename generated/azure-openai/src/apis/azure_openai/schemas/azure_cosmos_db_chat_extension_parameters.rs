//! `azureCosmosDBChatExtensionParameters`

use gatewright_runtime::json::{self, ByMember, Checked, Json, Member, Numeric, Object, Unknown, optional, required};
use crate::apis::azure_openai::schemas;

/// Checks a value against `azureCosmosDBChatExtensionParameters`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("authentication", schemas::on_your_data_connection_string_authentication_options::check),
        required("container_name", json::string),
        required("database_name", json::string),
        required("embedding_dependency", embedding_dependency),
        required("fields_mapping", schemas::azure_cosmos_db_field_mapping_options::check),
        optional("in_scope", json::boolean),
        required("index_name", json::string),
        optional("role_information", json::string),
        optional("strictness", |json| json.number(&Numeric::INTEGER.at_least("1").at_most("5"))),
        optional(
            "top_n_documents",
            |json| json.number(&Numeric::INTEGER.at_least("-2147483648").at_most("2147483647")),
        ),
    ];
    json.object(&Object::of(MEMBERS))
}

fn embedding_dependency(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "oneOf",
        name: "type",
        branches: &[
            ("deployment_name", schemas::on_your_data_deployment_name_vectorization_source::check),
            ("endpoint", schemas::on_your_data_endpoint_vectorization_source::check),
        ],
        unknown: Unknown::Forward,
        ..ByMember::NONE
    })
}
