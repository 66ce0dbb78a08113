//! `onYourDataEndpointVectorizationSource`

use gatewright_runtime::json::{self, Checked, Json, Member, Object, required};
use crate::apis::azure_openai::schemas;

/// Checks a value against `onYourDataEndpointVectorizationSource`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("authentication", schemas::on_your_data_api_key_authentication_options::check),
        required("endpoint", json::string),
        required("type", schemas::on_your_data_vectorization_source_type::check),
    ];
    json.object(&Object::of(MEMBERS))
}
