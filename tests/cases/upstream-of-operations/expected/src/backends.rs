//! The backends that calls are sent to.

use gatewright_runtime::{Backend, BackendSettings, Start};
use crate::named_values::NamedValues;

/// Each backend with its connections.
pub struct Backends {
    /// `small`
    pub small: Backend,
    /// `small-third-example`
    pub small_third_example: Backend,
    /// `small-eu-elsewhere-example`
    pub small_eu_elsewhere_example: Backend,
}

impl Backends {
    /// Reads their URLs and credentials; nothing is connected yet.
    pub fn new(start: &mut Start, _: &NamedValues) -> Self {
        Self {
            small: Backend::new(
                start,
                BackendSettings::new("small", "https://backend.example/v1".to_owned()),
            ),
            small_third_example: Backend::new(
                start,
                BackendSettings::new(
                    "small-third-example",
                    "https://third.example".to_owned(),
                ),
            ),
            small_eu_elsewhere_example: Backend::new(
                start,
                BackendSettings::new(
                    "small-eu-elsewhere-example",
                    "https://eu.elsewhere.example".to_owned(),
                ),
            ),
        }
    }
}
