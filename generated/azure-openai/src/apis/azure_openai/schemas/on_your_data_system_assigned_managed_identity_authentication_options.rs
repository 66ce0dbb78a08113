//! `onYourDataSystemAssignedManagedIdentityAuthenticationOptions`

use gatewright_runtime::json::{Checked, Json, Member, Object, required};
use crate::apis::azure_openai::schemas;

/// Checks a value against `onYourDataSystemAssignedManagedIdentityAuthenticationOptions`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("type", schemas::on_your_data_authentication_type::check)];
    json.object(&Object::of(MEMBERS))
}
