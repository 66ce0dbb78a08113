//! Counters of this process.

use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::Decision;
use super::budget::{Ask, Grant, Ledger, Moment, Terms};
use super::fixed::{Allowance, Used};
use super::shelf::{Expires, Shelf};
use super::sliding::{Cost, Log, Rate};

#[derive(Debug)]
pub(super) struct Memory {
    /// Rates are kept by a clock that never jumps.
    began: Instant,
    pub(super) rates: Shelf<Log>,
    quotas: Shelf<Used>,
    budgets: Shelf<Ledger>,
    places: Shelf<Taken>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            began: Instant::now(),
            rates: Shelf::default(),
            quotas: Shelf::default(),
            budgets: Shelf::default(),
            places: Shelf::default(),
        }
    }
}

impl Memory {
    pub(super) fn take(&self, name: &str, rate: Rate, cost: Cost) -> Decision {
        let now = self.micros();
        self.rates.change(name, now, |log| log.take(now, rate, cost))
    }

    pub(super) fn spend(&self, name: &str, quota: Allowance, cost: u64) -> Decision {
        let now = seconds();
        self.quotas.change(name, now.unsigned_abs(), |used| used.spend(now, quota, cost))
    }

    pub(super) fn charge(&self, name: &str, ticket: i64, bytes: u64) {
        self.quotas.settle(name, seconds().unsigned_abs(), |used| used.charge(ticket, bytes));
    }

    pub(super) fn reserve(&self, name: &str, terms: Terms, ask: Ask) -> Grant {
        let now = self.now();
        self.budgets.change(name, now.micros, |ledger| ledger.reserve(now, terms, ask))
    }

    /// Gives the overshoot.
    pub(super) fn settle(&self, name: &str, terms: Terms, reserved: (u64, Moment), used: u64) -> u64 {
        let (now, mut passed) = (self.now(), 0);
        self.budgets.settle(name, now.micros, |ledger| passed = ledger.settle(now, terms, reserved, used));
        passed
    }

    fn micros(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    fn now(&self) -> Moment {
        Moment { micros: self.micros(), seconds: seconds() }
    }
}

/// Since 1970; a clock that was never set stands there.
pub(super) fn seconds() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// How many places are taken.
#[derive(Debug, Default)]
struct Taken(u64);

impl Expires for Taken {
    fn expired(&self, _: u64) -> bool {
        self.0 == 0
    }
}

/// A place among those that may be taken at once. Dropped, it is free again.
#[derive(Debug)]
pub struct Place {
    memory: Arc<Memory>,
    name: String,
}

impl Place {
    pub(super) fn take(memory: &Arc<Memory>, name: String, most: u64) -> Option<Self> {
        let taken = memory.places.change(&name, 0, |taken| {
            let free = taken.0 < most;
            taken.0 += u64::from(free);
            free
        });
        taken.then(|| Self { memory: memory.clone(), name })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.memory.places.settle(&self.name, 0, |taken| taken.0 = taken.0.saturating_sub(1));
    }
}
