//! `onYourDataDeploymentNameVectorizationSource`

use gatewright_runtime::json::{self, Checked, Json, Member, Object, required};
use crate::apis::azure_openai::schemas;

/// Checks a value against `onYourDataDeploymentNameVectorizationSource`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("deployment_name", json::string),
        required("type", schemas::on_your_data_vectorization_source_type::check),
    ];
    json.object(&Object::of(MEMBERS))
}
