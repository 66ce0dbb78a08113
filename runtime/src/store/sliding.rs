//! A sliding window: of any stretch of time as long as the period, no more than the limit was ever admitted in it.
//!
//! What was admitted is kept as a log. Entries that lie closer together than a 64th of the period share one, which counts
//! until its youngest share has left the window; so a log has at most 66 entries, and a share is held at most a 64th of
//! the period too long, never too short.

use std::collections::VecDeque;
use std::time::Duration;

use super::Decision;
use super::shelf::Expires;

/// A limit over a window that slides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rate {
    /// How much a window admits.
    pub(crate) limit: u64,
    /// How long a window is, in microseconds; at least 1.
    pub(crate) period: u64,
}

impl Rate {
    pub(crate) fn new(limit: u64, period: Duration) -> Self {
        Self { limit, period: u64::try_from(period.as_micros()).unwrap_or(u64::MAX).max(1) }
    }
}

/// A share of a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cost {
    /// How much has to be left.
    pub(super) share: u64,
    /// Whether it is used now, and not only looked for.
    pub(super) counts: bool,
}

impl Cost {
    pub(crate) fn counted(share: u64) -> Self {
        Self { share, counts: true }
    }

    pub(crate) fn looked_at(share: u64) -> Self {
        Self { share, counts: false }
    }
}

/// The part of a period within which admissions share an entry.
pub(super) const PARTS: u64 = 64;

/// What a counter has admitted. Times are microseconds of the process.
#[derive(Debug, Default)]
pub(super) struct Log {
    entries: VecDeque<Entry>,
    total: u64,
    /// When the last entry has left the window.
    ends: u64,
}

#[derive(Debug)]
struct Entry {
    first: u64,
    last: u64,
    count: u64,
}

impl Log {
    pub(super) fn take(&mut self, now: u64, rate: Rate, Cost { share: cost, counts }: Cost) -> Decision {
        // Of two calls that read the clock at once, either may come first.
        let now = self.entries.back().map_or(now, |entry| now.max(entry.last));
        while let Some(oldest) = self.entries.front().filter(|entry| entry.last.saturating_add(rate.period) <= now) {
            self.total -= oldest.count;
            self.entries.pop_front();
        }
        let left = rate.limit.saturating_sub(self.total);
        if cost > left {
            return Decision { admitted: false, remaining: left, wait: self.wait(now, rate, cost), ticket: 0 };
        }
        if cost > 0 && counts {
            self.total += cost;
            self.ends = now.saturating_add(rate.period);
            match self.entries.back_mut().filter(|entry| now - entry.first < rate.period / PARTS) {
                Some(entry) => {
                    entry.last = now;
                    entry.count += cost;
                }
                None => self.entries.push_back(Entry { first: now, last: now, count: cost }),
            }
        }
        Decision { admitted: true, remaining: if counts { left - cost } else { left }, wait: Some(0), ticket: 0 }
    }

    /// How long until enough of the log has left the window.
    fn wait(&self, now: u64, rate: Rate, cost: u64) -> Option<u64> {
        let mut total = self.total;
        let leaves = self.entries.iter().find(|entry| {
            total -= entry.count;
            rate.limit.saturating_sub(total) >= cost
        });
        leaves.map(|entry| entry.last.saturating_add(rate.period) - now)
    }
}

impl Expires for Log {
    fn expired(&self, now: u64) -> bool {
        self.ends <= now
    }
}

#[cfg(test)]
impl Log {
    pub(super) fn entries(&self) -> usize {
        self.entries.len()
    }
}
