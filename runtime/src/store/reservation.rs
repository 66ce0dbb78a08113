//! What a running call holds of a budget.

use std::fmt;
use std::sync::Arc;

use prometheus_client::metrics::counter::Counter;

use super::Counters;
use super::budget::{Grant, Moment, Terms};
#[cfg(feature = "redis")]
use super::redis::Lease;

/// What an amount is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Tokens,
    /// Billionths of a currency's unit.
    Money,
}

/// An amount that is reserved until the call has ended.
pub(crate) struct Reservation {
    counters: Arc<Counters>,
    name: String,
    terms: Terms,
    /// How much.
    pub(crate) amount: u64,
    admitted: Moment,
    /// Its name in Redis, which forgets it when this process lives no more.
    #[cfg(feature = "redis")]
    lease: Option<Lease>,
}

impl Reservation {
    pub(super) fn new(counters: Arc<Counters>, name: String, terms: Terms, grant: &Grant) -> Self {
        Self {
            counters,
            name,
            terms,
            amount: grant.amount,
            admitted: grant.moment,
            #[cfg(feature = "redis")]
            lease: None,
        }
    }

    /// The same as a lease in Redis.
    #[cfg(feature = "redis")]
    pub(super) fn leased(self, lease: Lease) -> Self {
        Self { lease: Some(lease), ..self }
    }

    /// Puts what was used in its place. Nobody waits for it; what can't be told to Redis now is told later. `overshoot` counts by
    /// how much a limit is passed that wasn't before.
    pub(crate) fn settle(self, used: u64, unit: Unit, overshoot: &Counter) {
        match &*self.counters {
            Counters::Memory(memory) => {
                let _ = unit;
                overshoot.inc_by(memory.settle(&self.name, self.terms, (self.amount, self.admitted), used));
            }
            #[cfg(feature = "redis")]
            Counters::Redis(redis) => {
                if let Some(lease) = self.lease {
                    redis.settle(lease, self.terms, (self.amount, self.admitted), (used, unit, overshoot));
                }
            }
        }
    }
}

impl fmt::Debug for Reservation {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Reservation").field("name", &self.name).field("amount", &self.amount).finish_non_exhaustive()
    }
}
