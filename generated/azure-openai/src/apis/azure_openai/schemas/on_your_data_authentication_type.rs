//! `onYourDataAuthenticationType`

use gatewright_runtime::json::{Checked, Json, Literal};

/// Checks a value against `onYourDataAuthenticationType`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.open_enumeration(&[
        Literal::String("api_key"), Literal::String("connection_string"),
        Literal::String("system_assigned_managed_identity"), Literal::String("user_assigned_managed_identity"),
    ])
}
