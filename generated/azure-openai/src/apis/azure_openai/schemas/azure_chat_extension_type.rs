//! `azureChatExtensionType`

use gatewright_runtime::json::{Checked, Json, Literal};

/// Checks a value against `azureChatExtensionType`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.open_enumeration(&[Literal::String("azure_search"), Literal::String("azure_cosmos_db")])
}
