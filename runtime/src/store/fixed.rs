//! A quota: so many calls, or so many bytes, in each of the periods that follow one another from a fixed moment on.

use std::time::Duration;

use super::Decision;
use super::shelf::Expires;
use crate::text::parse_seconds;

/// The periods of a quota. Times are seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Period {
    /// How long one is; 0: there is one, which doesn't end.
    pub(crate) length: i64,
    /// When one of them begins.
    pub(crate) anchor: i64,
}

/// 0001-01-01T00:00:00Z, a Monday in the Gregorian calendar.
const YEAR_ONE: i64 = -62_135_596_800;

impl Period {
    /// Of this length, counted from the year 1.
    pub(crate) fn since_year_one(length: Duration) -> Self {
        Self { length: i64::try_from(length.as_secs()).unwrap_or(i64::MAX), anchor: YEAR_ONE }
    }

    /// Of this length, one of them beginning at a time of RFC 3339. `None`: it is none.
    pub(crate) fn since(start: &str, length: Duration) -> Option<Self> {
        Some(Self { anchor: parse_seconds(start)?, ..Self::since_year_one(length) })
    }

    /// The beginning and the end of the period that a moment lies in.
    pub(super) fn around(self, now: i64) -> (i64, Option<i64>) {
        if self.length <= 0 {
            return (i64::MIN, None);
        }
        let since = (now.saturating_sub(self.anchor)).rem_euclid(self.length);
        (now - since, Some(now - since + self.length))
    }
}

/// What a period admits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    pub(crate) period: Period,
    pub(crate) calls: Option<u64>,
    /// Once they are used up, further calls are refused; the call that uses them up goes through.
    pub(crate) bytes: Option<u64>,
}

/// What was used of a period.
#[derive(Debug, Default)]
pub(super) struct Used {
    begins: i64,
    ends: Option<i64>,
    calls: u64,
    bytes: u64,
}

impl Used {
    pub(super) fn spend(&mut self, now: i64, quota: Allowance, cost: u64) -> Decision {
        let (begins, ends) = quota.period.around(now);
        if self.begins != begins {
            *self = Self { begins, ends, ..Self::default() };
        }
        let calls = quota.calls.map(|limit| limit.saturating_sub(self.calls));
        let bytes = quota.bytes.map(|limit| limit.saturating_sub(self.bytes));
        let admitted = calls.is_none_or(|left| left >= cost) && bytes.is_none_or(|left| left > 0);
        if admitted {
            self.calls = self.calls.saturating_add(cost);
        }
        let spent = if admitted { cost } else { 0 };
        let wait =
            ends.and_then(|ends| u64::try_from(ends - now).ok()).map(|seconds| seconds.saturating_mul(1_000_000));
        Decision { admitted, remaining: calls.map_or(0, |left| left - spent), wait, ticket: begins }
    }

    /// Adds bytes to the period that a call was counted in. One that has passed since then is not charged.
    pub(super) fn charge(&mut self, ticket: i64, bytes: u64) {
        if self.begins == ticket {
            self.bytes = self.bytes.saturating_add(bytes);
        }
    }
}

impl Expires for Used {
    fn expired(&self, now: u64) -> bool {
        self.ends.is_some_and(|ends| i64::try_from(now).is_ok_and(|now| ends <= now))
    }
}
