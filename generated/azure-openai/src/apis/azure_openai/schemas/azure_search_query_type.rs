//! `azureSearchQueryType`

use gatewright_runtime::json::{Checked, Json, Literal};

/// Checks a value against `azureSearchQueryType`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.open_enumeration(&[
        Literal::String("simple"), Literal::String("semantic"), Literal::String("vector"),
        Literal::String("vector_simple_hybrid"), Literal::String("vector_semantic_hybrid"),
    ])
}
