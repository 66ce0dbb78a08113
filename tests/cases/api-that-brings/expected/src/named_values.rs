//! Named values: what the gateway file leaves to its environment.

use gatewright_runtime::{Secret, Start};

/// `region`
pub const REGION: &str = "north";

/// The values that are read at start.
pub struct NamedValues {
    /// `small-key`
    pub small_key: Secret,
}

impl NamedValues {
    /// Reads them; what is missing is named.
    pub fn load(start: &mut Start) -> Self {
        Self { small_key: start.secret_env("small-key", "SMALL_KEY") }
    }
}
