//! The backends that calls are sent to.

use gatewright_runtime::{Backend, BackendSettings, Credentials, Start, Timeouts};
use std::time::Duration;
use crate::named_values::NamedValues;

/// Each backend with its connections.
pub struct Backends {
    /// `azure`
    pub azure: Backend,
}

impl Backends {
    /// Reads their URLs and credentials; nothing is connected yet.
    pub fn new(start: &mut Start, named_values: &NamedValues) -> Self {
        Self {
            azure: Backend::new(
                start,
                BackendSettings {
                    credentials: Credentials {
                        headers: Vec::from([("api-key", named_values.azure_key.clone())]),
                        ..Credentials::default()
                    },
                    timeout: Timeouts {
                        connect: Duration::from_secs(5),
                        headers: Duration::from_secs(60),
                        idle: Duration::from_secs(300),
                    },
                    ..BackendSettings::new("azure", "https://contoso.openai.azure.com/openai".to_owned())
                },
            ),
        }
    }
}
