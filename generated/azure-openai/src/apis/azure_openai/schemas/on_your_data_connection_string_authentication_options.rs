//! `onYourDataConnectionStringAuthenticationOptions`

use gatewright_runtime::json::{self, Checked, Json, Member, Object, required};
use crate::apis::azure_openai::schemas;

/// Checks a value against `onYourDataConnectionStringAuthenticationOptions`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("connection_string", json::string),
        required("type", schemas::on_your_data_authentication_type::check),
    ];
    json.object(&Object::of(MEMBERS))
}
