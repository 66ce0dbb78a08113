//! The backends that calls are sent to.

use gatewright_runtime::{
    BackOff, Backend, BackendSettings, BreakerRule, Failover, PoolMember, PoolSettings,
    SessionAffinity, Start, Timeouts, Trips, When,
};
use std::time::Duration;
use crate::named_values::NamedValues;

/// Each backend with its connections.
pub struct Backends {
    /// `alone`
    pub alone: Backend,
    /// `azure`
    pub azure: Backend,
    /// `azure-paygo`
    pub azure_paygo: Backend,
    /// `defaults`: a pool of `azure` and `azure-paygo`
    pub defaults: Backend,
    /// `exponential`: a pool of `azure`
    pub exponential: Backend,
    /// `fixed`: a pool of `azure`
    pub fixed: Backend,
    /// `fleet`: a pool of `azure`, `azure-paygo` and `start`
    pub fleet: Backend,
    /// `linear`: a pool of `azure`
    pub linear: Backend,
    /// `plain`: a pool of `azure-paygo`
    pub plain: Backend,
    /// `start`
    pub start: Backend,
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
                circuit_breaker: Vec::from([BreakerRule {
                    trips: Trips::Consecutive(1),
                    when: &[When::Status(429)],
                    trip: Duration::from_secs(30),
                    accept_retry_after: true,
                }]),
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
        let start_backend = Backend::new(
            start,
            BackendSettings {
                timeout: Timeouts {
                    connect: Duration::from_secs(5),
                    headers: Duration::from_secs(300),
                    idle: Duration::from_secs(300),
                },
                ..BackendSettings::new("start", "https://start.example".to_owned())
            },
        );
        let defaults = Backend::pool(
            start,
            PoolSettings {
                retry: Some(Failover {
                    attempts: 2,
                    when: &[When::Status(429), When::Statuses(500, 599), When::Connect, When::Timeout],
                    max_body: 4 * gatewright_runtime::MIB,
                    ..Failover::DEFAULT
                }),
                session_affinity: Some(SessionAffinity { cookie: "Pinned", secure: true }),
                ..PoolSettings::new(
                    "defaults",
                    Vec::from([
                        PoolMember { backend: azure.clone(), priority: 1, weight: 1 },
                        PoolMember { backend: azure_paygo.clone(), priority: 1, weight: 1 },
                    ]),
                )
            },
        );
        let exponential = Backend::pool(
            start,
            PoolSettings {
                retry: Some(Failover {
                    attempts: 5,
                    when: &[When::Status(429), When::Statuses(500, 599), When::Connect, When::Timeout],
                    max_body: 4 * gatewright_runtime::MIB,
                    back_off: BackOff::Exponential(
                        Duration::from_secs(1),
                        Duration::from_secs(2),
                        Duration::from_secs(60),
                    ),
                    ..Failover::DEFAULT
                }),
                ..PoolSettings::new(
                    "exponential",
                    Vec::from([PoolMember { backend: azure.clone(), priority: 1, weight: 1 }]),
                )
            },
        );
        let fixed = Backend::pool(
            start,
            PoolSettings {
                retry: Some(Failover {
                    attempts: 2,
                    when: &[When::Status(429), When::Statuses(500, 599), When::Connect, When::Timeout],
                    max_body: 4 * gatewright_runtime::MIB,
                    back_off: BackOff::Fixed(Duration::from_secs(1)),
                    ..Failover::DEFAULT
                }),
                ..PoolSettings::new("fixed", Vec::from([PoolMember { backend: azure.clone(), priority: 1, weight: 1 }]))
            },
        );
        let fleet = Backend::pool(
            start,
            PoolSettings {
                retry: Some(Failover {
                    attempts: 3,
                    when: &[When::Status(429), When::Statuses(500, 599), When::Connect, When::Timeout],
                    max_body: gatewright_runtime::MIB,
                    ..Failover::DEFAULT
                }),
                session_affinity: Some(SessionAffinity { cookie: "SessionId", secure: false }),
                ..PoolSettings::new(
                    "fleet",
                    Vec::from([
                        PoolMember { backend: azure.clone(), priority: 1, weight: 1 },
                        PoolMember { backend: azure_paygo.clone(), priority: 2, weight: 3 },
                        PoolMember { backend: start_backend.clone(), priority: 1, weight: 1 },
                    ]),
                )
            },
        );
        let linear = Backend::pool(
            start,
            PoolSettings {
                retry: Some(Failover {
                    attempts: 3,
                    when: &[When::Status(429), When::Statuses(500, 599), When::Connect, When::Timeout],
                    max_body: 4 * gatewright_runtime::MIB,
                    back_off: BackOff::Linear(Duration::from_secs(1), Duration::from_millis(500)),
                    first_fast_retry: true,
                }),
                ..PoolSettings::new(
                    "linear",
                    Vec::from([PoolMember { backend: azure.clone(), priority: 1, weight: 1 }]),
                )
            },
        );
        let plain = Backend::pool(
            start,
            PoolSettings::new(
                "plain",
                Vec::from([PoolMember { backend: azure_paygo.clone(), priority: 1, weight: 1 }]),
            ),
        );
        Self {
            alone: Backend::new(
                start,
                BackendSettings {
                    timeout: Timeouts {
                        connect: Duration::from_secs(5),
                        headers: Duration::from_secs(300),
                        idle: Duration::from_secs(300),
                    },
                    ..BackendSettings::new("alone", "https://alone.example".to_owned())
                },
            ),
            azure,
            azure_paygo,
            defaults,
            exponential,
            fixed,
            fleet,
            linear,
            plain,
            start: start_backend,
        }
    }
}
