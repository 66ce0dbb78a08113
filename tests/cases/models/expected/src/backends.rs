//! The backends that calls are sent to.

use gatewright_runtime::{Backend, BackendSettings, PoolMember, PoolSettings, Start, Timeouts};
use std::time::Duration;
use crate::named_values::NamedValues;

/// Each backend with its connections.
pub struct Backends {
    /// `azure`
    pub azure: Backend,
    /// `openai`
    pub openai: Backend,
    /// `paygo`
    pub paygo: Backend,
    /// `pool`: a pool of `azure` and `paygo`
    pub pool: Backend,
    /// `azure`
    pub azure_server: Backend,
    /// `azure-by-model`: where calls go by their models
    pub azure_by_model: Backend,
    /// `openai-by-model`: where calls go by their models
    pub openai_by_model: Backend,
}

impl Backends {
    /// Reads their URLs and credentials; nothing is connected yet.
    pub fn new(start: &mut Start, _: &NamedValues) -> Self {
        let azure = Backend::new(
            start,
            BackendSettings {
                timeout: Timeouts {
                    connect: Duration::from_secs(5),
                    headers: Duration::from_secs(300),
                    idle: Duration::from_secs(300),
                },
                ..BackendSettings::new("azure", "https://contoso.example/openai".to_owned())
            },
        );
        let openai = Backend::new(
            start,
            BackendSettings {
                timeout: Timeouts {
                    connect: Duration::from_secs(5),
                    headers: Duration::from_secs(300),
                    idle: Duration::from_secs(300),
                },
                ..BackendSettings::new("openai", "https://api.example/v1".to_owned())
            },
        );
        let paygo = Backend::new(
            start,
            BackendSettings {
                timeout: Timeouts {
                    connect: Duration::from_secs(5),
                    headers: Duration::from_secs(300),
                    idle: Duration::from_secs(300),
                },
                ..BackendSettings::new("paygo", "https://fabrikam.example/openai".to_owned())
            },
        );
        let azure_server = Backend::new(
            start,
            BackendSettings::new("azure", "https://azure.example/openai".to_owned()),
        );
        let pool = Backend::pool(
            start,
            PoolSettings::new(
                "pool",
                Vec::from([
                    PoolMember { backend: azure.clone(), priority: 1, weight: 1 },
                    PoolMember { backend: paygo.clone(), priority: 1, weight: 1 },
                ]),
            ),
        );
        let azure_by_model = Backend::by_model(&azure_server, &[&openai, &pool]);
        let openai_by_model = Backend::by_model(&openai, &[&openai, &pool]);
        Self { azure, openai, paygo, pool, azure_server, azure_by_model, openai_by_model }
    }
}
