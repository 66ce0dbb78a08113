//! Named values: what the gateway file leaves to its environment.

use gatewright_runtime::{Secret, Start};

/// The values that are read at start.
pub struct NamedValues {
    /// `azure-key`
    pub azure_key: Secret,
}

impl NamedValues {
    /// Reads them; what is missing is named.
    pub fn load(start: &mut Start) -> Self {
        Self { azure_key: start.secret_env("azure-key", "AZURE_OPENAI_KEY") }
    }
}
