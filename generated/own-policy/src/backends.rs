//! The backends that calls are sent to.

use gatewright_runtime::{Backend, BackendSettings, Start, Timeouts};
use std::time::Duration;
use crate::named_values::NamedValues;

/// Each backend with its connections.
pub struct Backends {
    /// `writer`
    pub writer: Backend,
}

impl Backends {
    /// Reads their URLs and credentials; nothing is connected yet.
    pub fn new(start: &mut Start, named_values: &NamedValues) -> Self {
        Self {
            writer: Backend::new(
                start,
                BackendSettings {
                    timeout: Timeouts {
                        connect: Duration::from_secs(5),
                        headers: Duration::from_secs(300),
                        idle: Duration::from_secs(300),
                    },
                    ..BackendSettings::new("writer", str::to_owned(named_values.upstream.as_str()))
                },
            ),
        }
    }
}
