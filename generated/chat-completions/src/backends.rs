//! The backends that calls are sent to.

use gatewright_runtime::{Backend, BackendSettings, Credentials, Secret, Start, Timeouts};
use std::time::Duration;
use crate::named_values::NamedValues;

/// Each backend with its connections.
pub struct Backends {
    /// `openai`
    pub openai: Backend,
}

impl Backends {
    /// Reads their URLs and credentials; nothing is connected yet.
    pub fn new(start: &mut Start, named_values: &NamedValues) -> Self {
        Self {
            openai: Backend::new(
                start,
                BackendSettings {
                    credentials: Credentials {
                        headers: Vec::from([
                            ("Authorization", Secret::new(["Bearer ", named_values.openai_key.expose()].concat())),
                        ]),
                        ..Credentials::default()
                    },
                    timeout: Timeouts {
                        connect: Duration::from_secs(5),
                        headers: Duration::from_secs(60),
                        idle: Duration::from_secs(300),
                    },
                    ..BackendSettings::new("openai", "https://api.openai.com/v1".to_owned())
                },
            ),
        }
    }
}
