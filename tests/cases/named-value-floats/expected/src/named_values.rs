//! Named values: what the gateway file leaves to its environment.

use gatewright_runtime::Start;

/// `large`
pub const LARGE: f64 = 1e300;

/// `negative`
pub const NEGATIVE: f64 = -2.5;

/// `small`
pub const SMALL: f64 = 1.5e-10;

/// The values that are read at start.
pub struct NamedValues {
    /// `default`
    pub default: f64,
}

impl NamedValues {
    /// Reads them; what is missing is named.
    pub fn load(start: &mut Start) -> Self {
        Self { default: start.env_or("default", "D", 1e300) }
    }
}
