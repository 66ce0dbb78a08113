//! `azureChatExtensionConfiguration`

use gatewright_runtime::json::{ByMember, Checked, Json, Member, Object, Unknown, required};
use crate::apis::azure_openai::schemas;

/// Checks a value against `azureChatExtensionConfiguration`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "discriminator",
        name: "type",
        branches: &[
            ("azure_cosmos_db", schemas::azure_cosmos_db_chat_extension_configuration::check),
            ("azure_search", schemas::azure_search_chat_extension_configuration::check),
        ],
        unknown: Unknown::Check(base),
        absent: Some(base),
    })
}

fn base(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("type", schemas::azure_chat_extension_type::check)];
    json.object(&Object::of(MEMBERS))
}
