//! The schemas of `small` that its operations check, by their names in the spec.

pub mod a_b_3736;
pub mod a_b_72d9;
pub mod a_b_af64;
pub mod application_json_schema;
pub mod odd;
pub mod properties_innermost;
