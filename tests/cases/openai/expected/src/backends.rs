//! The backends that calls are sent to.

use gatewright_runtime::{Backend, BackendSettings, Start};
use crate::named_values::NamedValues;

/// Each backend with its connections.
pub struct Backends {
    /// `local`
    pub local: Backend,
    /// `local-by-model`: where calls go by their models
    pub local_by_model: Backend,
}

impl Backends {
    /// Reads their URLs and credentials; nothing is connected yet.
    pub fn new(start: &mut Start, named_values: &NamedValues) -> Self {
        let local = Backend::new(start, BackendSettings::new("local", str::to_owned(named_values.url.as_str())));
        let local_by_model = Backend::by_model(&local, &[]);
        Self { local, local_by_model }
    }
}
