//! The backends that calls are sent to.

use gatewright_runtime::{Backend, BackendSettings, Start};
use crate::named_values::NamedValues;

/// Each backend with its connections.
pub struct Backends {
    /// `kebab-name`
    pub kebab_name: Backend,
    /// `parameters`
    pub parameters: Backend,
    /// `std`
    pub std: Backend,
}

impl Backends {
    /// Reads their URLs and credentials; nothing is connected yet.
    pub fn new(start: &mut Start, _: &NamedValues) -> Self {
        Self {
            kebab_name: Backend::new(
                start,
                BackendSettings::new("kebab-name", "https://backend.example/v1".to_owned()),
            ),
            parameters: Backend::new(
                start,
                BackendSettings::new("parameters", "https://backend.example/v1".to_owned()),
            ),
            std: Backend::new(start, BackendSettings::new("std", "https://backend.example/v1".to_owned())),
        }
    }
}
