//! What Redis is still to be told: the bytes of calls that have ended, by the period that each was counted in. They are kept
//! while it is away. Where its answer got lost they are told again, so they may count twice, never not at all.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use prometheus_client::metrics::counter::Counter;

/// A counter's period that bytes belong to. Times are seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Debt {
    /// The counter's key.
    pub(super) key: String,
    /// When the period began.
    pub(super) begins: i64,
    /// When it ends; -1: never.
    pub(super) ends: i64,
}

/// For so many periods of counters bytes are kept; callers choose keys, so there may be any number.
const MOST: usize = 10_000;

#[derive(Debug)]
pub(super) struct Owed {
    bytes: Mutex<HashMap<Debt, u64>>,
    /// Bytes that there was no room for, or that Redis didn't take.
    dropped: Counter,
}

impl Owed {
    pub(super) fn new(dropped: Counter) -> Self {
        Self { bytes: Mutex::default(), dropped }
    }

    pub(super) fn add(&self, debt: Debt, bytes: u64) {
        let mut owed = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let room = owed.len() < MOST;
        match owed.get_mut(&debt) {
            Some(known) => *known = known.saturating_add(bytes),
            None if room => drop(owed.insert(debt, bytes)),
            None => self.lost(bytes),
        }
    }

    /// Counts what nobody will be told.
    pub(super) fn lost(&self, bytes: u64) {
        self.dropped.inc_by(bytes);
    }

    /// One of them, which is owed no longer.
    pub(super) fn take(&self) -> Option<(Debt, u64)> {
        let mut owed = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let debt = owed.keys().next()?.clone();
        owed.remove_entry(&debt)
    }
}

#[cfg(test)]
mod tests {
    use super::{Debt, MOST, Owed};
    use prometheus_client::metrics::counter::Counter;

    #[test]
    fn bytes_of_one_period_are_added_up_and_there_is_room_for_so_many_periods() {
        let dropped: Counter = Counter::default();
        let owed = Owed::new(dropped.clone());
        let debt = |number: usize| Debt { key: number.to_string(), begins: 0, ends: -1 };
        (0..MOST + 5).for_each(|number| owed.add(debt(number), 3));
        owed.add(debt(7), 4);
        assert_eq!(dropped.get(), 15, "five periods had no room");
        let all: u64 = std::iter::from_fn(|| owed.take()).map(|(_, bytes)| bytes).sum();
        assert_eq!(all, 3 * MOST as u64 + 4);
        assert!(owed.take().is_none());
    }
}
