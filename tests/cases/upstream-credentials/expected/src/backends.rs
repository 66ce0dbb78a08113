//! The backends that calls are sent to.

use gatewright_runtime::{
    Backend, BackendSettings, Credentials, Secret, Start, StartError, Timeouts,
};
use crate::named_values::NamedValues;

/// Each backend with its connections.
pub struct Backends {
    /// `main`
    pub main: Backend,
}

impl Backends {
    /// Reads their URLs and credentials; nothing is connected yet.
    pub fn new(
        start: &mut Start,
        named_values: &NamedValues,
    ) -> Result<Self, StartError> {
        Ok(Self {
            main: Backend::new(
                start,
                BackendSettings {
                    credentials: Credentials {
                        headers: vec![
                            ("Authorization", Secret::new(format!("Bearer {}",
                            named_values.key.expose()))), ("x-plain",
                            Secret::new(str::to_owned(& named_values.plain)))
                        ],
                        query: vec![("code", named_values.key.clone())],
                    },
                    timeout: Timeouts {
                        connect: std::time::Duration::from_millis(500),
                        headers: std::time::Duration::from_secs(60),
                        idle: std::time::Duration::from_secs(300),
                    },
                    ..BackendSettings::new("main", "https://contoso.example".to_owned())
                },
            )?,
        })
    }
}
