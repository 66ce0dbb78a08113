//! The backends that calls are sent to.

use gatewright_runtime::{Backend, BackendSettings, BreakerRule, Start, Timeouts, Trips, When};
use std::time::Duration;
use crate::named_values::NamedValues;

/// Each backend with its connections.
pub struct Backends {
    /// `main`
    pub main: Backend,
    /// `second`
    pub second: Backend,
}

impl Backends {
    /// Reads their URLs and credentials; nothing is connected yet.
    pub fn new(start: &mut Start, _: &NamedValues) -> Self {
        Self {
            main: Backend::new(
                start,
                BackendSettings {
                    timeout: Timeouts {
                        connect: Duration::from_secs(5),
                        headers: Duration::from_secs(300),
                        idle: Duration::from_secs(300),
                    },
                    circuit_breaker: Vec::from([BreakerRule {
                        trips: Trips::Failures(5, Duration::from_secs(10)),
                        when: &[When::Status(429), When::Statuses(500, 599), When::Connect],
                        trip: Duration::from_secs(30),
                        accept_retry_after: true,
                    }]),
                    ..BackendSettings::new("main", "https://contoso.example".to_owned())
                },
            ),
            second: Backend::new(
                start,
                BackendSettings {
                    timeout: Timeouts {
                        connect: Duration::from_secs(5),
                        headers: Duration::from_secs(20),
                        idle: Duration::from_secs(300),
                    },
                    circuit_breaker: Vec::from([
                        BreakerRule {
                            trips: Trips::Percentage(50, Duration::from_secs(60), 10),
                            when: &[When::Statuses(500, 599), When::Connect, When::Timeout],
                            trip: Duration::from_secs(60),
                            accept_retry_after: false,
                        },
                        BreakerRule {
                            trips: Trips::Percentage(20, Duration::from_secs(3600), 100),
                            when: &[When::Status(503), When::Statuses(408, 409), When::Timeout],
                            trip: Duration::from_millis(500),
                            accept_retry_after: false,
                        },
                        BreakerRule {
                            trips: Trips::Consecutive(3),
                            when: &[When::Connect],
                            trip: Duration::from_secs(5),
                            accept_retry_after: false,
                        },
                    ]),
                    ..BackendSettings::new("second", "https://fabrikam.example".to_owned())
                },
            ),
        }
    }
}
