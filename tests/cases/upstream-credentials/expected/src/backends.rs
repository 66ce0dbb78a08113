//! The backends that calls are sent to.

use gatewright_runtime::{Backend, BackendSettings, Credentials, Secret, Start, Timeouts};
use std::time::Duration;
use crate::named_values::NamedValues;

/// Each backend with its connections.
pub struct Backends {
    /// `main`
    pub main: Backend,
}

impl Backends {
    /// Reads their URLs and credentials; nothing is connected yet.
    pub fn new(start: &mut Start, named_values: &NamedValues) -> Self {
        Self {
            main: Backend::new(
                start,
                BackendSettings {
                    credentials: Credentials {
                        headers: Vec::from([
                            ("Authorization", Secret::new(["Bearer ", named_values.key.expose()].concat())),
                            ("x-plain", Secret::new(str::to_owned(named_values.plain.as_str()))),
                        ]),
                        query: Vec::from([("code", named_values.key.clone())]),
                        ..Credentials::default()
                    },
                    timeout: Timeouts {
                        connect: Duration::from_millis(500),
                        headers: Duration::from_secs(60),
                        idle: Duration::from_secs(300),
                    },
                    ..BackendSettings::new("main", "https://contoso.example".to_owned())
                },
            ),
        }
    }
}
