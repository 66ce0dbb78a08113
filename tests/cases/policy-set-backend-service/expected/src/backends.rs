//! The backends that calls are sent to.

use gatewright_runtime::{Backend, BackendSettings, PoolMember, PoolSettings, Start, Timeouts};
use std::time::Duration;
use crate::named_values::NamedValues;

/// Each backend with its connections.
pub struct Backends {
    /// `azure`
    pub azure: Backend,
    /// `azure-paygo`
    pub azure_paygo: Backend,
    /// `fleet`: a pool of `azure` and `azure-paygo`
    pub fleet: Backend,
    /// `to-far-url-v1`
    pub to_far_url_v1: Backend,
    /// `to-tailspin-example-v2`
    pub to_tailspin_example_v2: Backend,
    /// `other`
    pub other: Backend,
    /// `small`
    pub small: Backend,
}

impl Backends {
    /// Reads their URLs and credentials; nothing is connected yet.
    pub fn new(start: &mut Start, named_values: &NamedValues) -> Self {
        let azure = Backend::new(
            start,
            BackendSettings {
                timeout: Timeouts {
                    connect: Duration::from_secs(5),
                    headers: Duration::from_secs(300),
                    idle: Duration::from_secs(300),
                },
                ..BackendSettings::new("azure", "https://contoso.example".to_owned())
            },
        );
        let azure_paygo = Backend::new(
            start,
            BackendSettings {
                timeout: Timeouts {
                    connect: Duration::from_secs(5),
                    headers: Duration::from_secs(300),
                    idle: Duration::from_secs(300),
                },
                ..BackendSettings::new("azure-paygo", "https://fabrikam.example".to_owned())
            },
        );
        let fleet = Backend::pool(
            start,
            PoolSettings::new(
                "fleet",
                Vec::from([
                    PoolMember { backend: azure.clone(), priority: 1, weight: 1 },
                    PoolMember { backend: azure_paygo.clone(), priority: 2, weight: 1 },
                ]),
            ),
        );
        Self {
            azure,
            azure_paygo,
            fleet,
            to_far_url_v1: Backend::new(
                start,
                BackendSettings {
                    timeout: Timeouts {
                        connect: Duration::from_secs(5),
                        headers: Duration::from_secs(300),
                        idle: Duration::from_secs(300),
                    },
                    ..BackendSettings::new("to-far-url-v1", [named_values.far_url.as_str(), "/v1"].concat())
                },
            ),
            to_tailspin_example_v2: Backend::new(
                start,
                BackendSettings {
                    timeout: Timeouts {
                        connect: Duration::from_secs(5),
                        headers: Duration::from_secs(300),
                        idle: Duration::from_secs(300),
                    },
                    ..BackendSettings::new("to-tailspin-example-v2", "https://tailspin.example/v2".to_owned())
                },
            ),
            other: Backend::new(start, BackendSettings::new("other", "https://backend.example/v1".to_owned())),
            small: Backend::new(start, BackendSettings::new("small", "https://backend.example/v1".to_owned())),
        }
    }
}
