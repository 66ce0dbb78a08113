//! The backends that calls are sent to.

use gatewright_runtime::{Backend, BackendSettings, Start};
use crate::named_values::NamedValues;

/// Each backend with its connections.
pub struct Backends {
    /// `any`
    pub any: Backend,
}

impl Backends {
    /// Reads their URLs and credentials; nothing is connected yet.
    pub fn new(start: &mut Start, _: &NamedValues) -> Self {
        Self { any: Backend::new(start, BackendSettings::new("any", "https://backend.example".to_owned())) }
    }
}
