//! The backends that calls are sent to.

use gatewright_runtime::{Backend, BackendSettings, Start};
use crate::named_values::NamedValues;

/// Each backend with its connections.
pub struct Backends {
    /// `small`
    pub small: Backend,
}

impl Backends {
    /// Reads their URLs and credentials; nothing is connected yet.
    pub fn new(start: &mut Start, _: &NamedValues) -> Self {
        Self {
            small: Backend::new(
                start,
                BackendSettings::new(
                    "small",
                    "https://contoso.example/v1/safety".to_owned(),
                ),
            ),
        }
    }
}
