//! Named values: what the gateway file leaves to its environment.

use gatewright_runtime::{Secret, Start};

/// The values that are read at start.
pub struct NamedValues {
    /// `openai-key`
    pub openai_key: Secret,
}

impl NamedValues {
    /// Reads them; what is missing is named.
    pub fn load(start: &mut Start) -> Self {
        Self { openai_key: start.secret_env("openai-key", "OPENAI_API_KEY") }
    }
}
