//! The backends that calls are sent to.

use gatewright_runtime::{Backend, BackendSettings, Start, Timeouts};
use std::time::Duration;
use crate::named_values::NamedValues;

/// Each backend with its connections.
pub struct Backends {
    /// `other`
    pub other: Backend,
    /// `small`
    pub small: Backend,
}

impl Backends {
    /// Reads their URLs and credentials; nothing is connected yet.
    pub fn new(start: &mut Start, _: &NamedValues) -> Self {
        Self {
            other: Backend::new(
                start,
                BackendSettings {
                    timeout: Timeouts {
                        connect: Duration::from_secs(2),
                        headers: Duration::from_secs(300),
                        idle: Duration::from_secs(300),
                    },
                    ..BackendSettings::new("other", "https://other.example".to_owned())
                },
            ),
            small: Backend::new(
                start,
                BackendSettings {
                    timeout: Timeouts {
                        connect: Duration::from_secs(2),
                        headers: Duration::from_secs(300),
                        idle: Duration::from_secs(300),
                    },
                    ..BackendSettings::new("small", "https://contoso.example/openai".to_owned())
                },
            ),
        }
    }
}
