//! `azureSearchChatExtensionParameters`

use gatewright_runtime::json::{self, ByMember, Checked, Json, Member, Numeric, Object, Unknown, optional, required};
use crate::apis::azure_openai::schemas;

/// Checks a value against `azureSearchChatExtensionParameters`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("authentication", authentication),
        optional("embedding_dependency", embedding_dependency),
        required("endpoint", json::string),
        optional("fields_mapping", schemas::azure_search_index_field_mapping_options::check),
        optional("filter", json::string),
        optional("in_scope", json::boolean),
        required("index_name", json::string),
        optional("query_type", schemas::azure_search_query_type::check),
        optional("role_information", json::string),
        optional("semantic_configuration", json::string),
        optional("strictness", |json| json.number(&Numeric::INTEGER.at_least("1").at_most("5"))),
        optional(
            "top_n_documents",
            |json| json.number(&Numeric::INTEGER.at_least("-2147483648").at_most("2147483647")),
        ),
    ];
    json.object(&Object::of(MEMBERS))
}

fn authentication(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "oneOf",
        name: "type",
        branches: &[
            ("api_key", schemas::on_your_data_api_key_authentication_options::check),
            (
                "system_assigned_managed_identity",
                schemas::on_your_data_system_assigned_managed_identity_authentication_options::check,
            ),
            (
                "user_assigned_managed_identity",
                schemas::on_your_data_user_assigned_managed_identity_authentication_options::check,
            ),
        ],
        unknown: Unknown::Forward,
        ..ByMember::NONE
    })
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
