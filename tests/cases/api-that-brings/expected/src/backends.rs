//! The backends that calls are sent to.

use gatewright_runtime::{Backend, BackendSettings, Credentials, Start, Timeouts};
use std::time::Duration;
use crate::named_values::NamedValues;

/// Each backend with its connections.
pub struct Backends {
    /// `own`
    pub own: Backend,
}

impl Backends {
    /// Reads their URLs and credentials; nothing is connected yet.
    pub fn new(start: &mut Start, named_values: &NamedValues) -> Self {
        Self {
            own: Backend::new(
                start,
                BackendSettings {
                    credentials: Credentials {
                        headers: Vec::from([("x-key", named_values.small_key.clone())]),
                        ..Credentials::default()
                    },
                    timeout: Timeouts {
                        connect: Duration::from_secs(5),
                        headers: Duration::from_secs(300),
                        idle: Duration::from_secs(300),
                    },
                    ..BackendSettings::new("own", "https://own.example/v1".to_owned())
                },
            ),
        }
    }
}
