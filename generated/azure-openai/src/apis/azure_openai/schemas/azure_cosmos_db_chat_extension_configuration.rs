//! `azureCosmosDBChatExtensionConfiguration`

use gatewright_runtime::json::{Checked, Json, Member, Object, required};
use crate::apis::azure_openai::schemas;

/// Checks a value against `azureCosmosDBChatExtensionConfiguration`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("parameters", schemas::azure_cosmos_db_chat_extension_parameters::check),
        required("type", schemas::azure_chat_extension_type::check),
    ];
    json.object(&Object::of(MEMBERS))
}
