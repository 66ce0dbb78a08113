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
    pub fn new(start: &mut Start, named_values: &NamedValues) -> Self {
        Self { any: Backend::new(start, BackendSettings::new("any", str::to_owned(named_values.url.as_str()))) }
    }
}
