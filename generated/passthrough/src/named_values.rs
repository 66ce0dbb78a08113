//! Named values: what the gateway file leaves to its environment.

use gatewright_runtime::Start;

/// The values that are read at start.
pub struct NamedValues {}

impl NamedValues {
    /// Reads them; what is missing is named.
    pub fn load(_: &mut Start) -> Self {
        Self {}
    }
}
