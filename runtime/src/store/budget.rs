//! A budget: an amount that is reserved before a call and settled after it, since only then it is known.
//!
//! There is one rule. An admission counts from its moment on: for the length of the rate's window, and in the period of the
//! quota that it fell in. While its call runs it counts as what was reserved for it, however long that is; from then on as
//! what was used. So of any stretch of time as long as the window no more is ever admitted than the rate, and in no period
//! more than the quota, as long as no call uses more than was reserved for it. What a call uses beyond that is counted too,
//! and told as overshoot where it passes a limit.
//!
//! What was used is kept in slots, a 64th of the window each, which count until their youngest moment has left the window: so
//! there are at most 66, and a use counts at most a 64th of the window too long, never too short.

use std::collections::VecDeque;

use super::calendar::Calendar;
use super::shelf::Expires;
use super::sliding::{PARTS, Rate};

/// What a budget admits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Terms {
    /// In any stretch of time.
    pub(crate) rate: Option<Rate>,
    /// In each period of the calendar.
    pub(crate) quota: Option<PeriodLimit>,
}

/// What a period of the calendar admits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PeriodLimit {
    pub(crate) limit: u64,
    pub(crate) period: Calendar,
}

/// What a call asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ask {
    /// How much has to be left.
    pub(crate) least: u64,
    /// How much is reserved at most.
    pub(crate) most: u64,
    /// Whether more than what is left may be reserved.
    pub(crate) beyond: bool,
}

impl Ask {
    /// So much, and no more is used.
    pub(crate) fn exactly(amount: u64) -> Self {
        Self { least: amount, most: amount, beyond: false }
    }

    /// So much, and perhaps more is used: it is given where anything is left.
    pub(crate) fn at_least(amount: u64) -> Self {
        Self { least: 1, most: amount.max(1), beyond: true }
    }

    /// What is left between these two.
    pub(crate) fn between(least: u64, most: u64) -> Self {
        Self { least, most: most.max(least), beyond: false }
    }
}

/// Which limit a call didn't fit in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    ByRate,
    ByPeriod,
}

/// What came of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Grant {
    pub(crate) refused: Option<Refused>,
    /// How much was reserved; 0 where the call was refused.
    pub(crate) amount: u64,
    /// What is left of the rate and of the quota, where there is one.
    pub(crate) left: (u64, u64),
    /// How long a refused call has to wait, in microseconds; `None`: no time is enough. What a call holds that still runs may be
    /// had as soon as it ends, so a second is said where that decides.
    pub(crate) wait: Option<u64>,
    pub(crate) moment: Moment,
}

/// When something was admitted, by both clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    /// Microseconds, by a clock that never goes back.
    pub(crate) micros: u64,
    /// Seconds since 1970.
    pub(crate) seconds: i64,
}

const SECOND: u64 = 1_000_000;

/// A clock that is so many seconds behind the beginning of a period is taken to be in it.
const JITTER: i64 = 10;

/// How long a slot is, in microseconds.
pub(super) fn slot_length(rate: Rate) -> u64 {
    (rate.period / PARTS).max(1)
}

/// What of a budget is reserved and used.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// Reserved for calls that run.
    open: u64,
    /// Used, by the number of the slot, the oldest first.
    slots: VecDeque<(u64, u64)>,
    /// Used in the period that began then.
    begins: i64,
    used: u64,
    /// When nothing of it counts any more, in microseconds, unless calls run.
    ends: u64,
}

impl Ledger {
    pub(super) fn reserve(&mut self, now: Moment, terms: Terms, ask: Ask) -> Grant {
        let spent = self.spent(now, terms);
        let left = |limit: Option<u64>, spent: u64| limit.map(|limit| limit.saturating_sub(spent));
        let rate = left(terms.rate.map(|rate| rate.limit), spent.0);
        let quota = left(terms.quota.map(|quota| quota.limit), spent.1);
        let mut grant = Grant {
            refused: None,
            amount: 0,
            left: (rate.unwrap_or_default(), quota.unwrap_or_default()),
            wait: Some(0),
            moment: now,
        };
        if quota.is_some_and(|left| left < ask.least) {
            return Grant { refused: Some(Refused::ByPeriod), wait: self.quota_wait(now, terms, ask), ..grant };
        }
        if rate.is_some_and(|left| left < ask.least) {
            return Grant { refused: Some(Refused::ByRate), wait: self.rate_wait(now, terms, ask), ..grant };
        }
        let fits = rate.unwrap_or(u64::MAX).min(quota.unwrap_or(u64::MAX));
        grant.amount = if ask.beyond { ask.most } else { ask.most.min(fits) };
        self.open = self.open.saturating_add(grant.amount);
        let after = |left: u64| left.saturating_sub(grant.amount);
        grant.left = (after(grant.left.0), after(grant.left.1));
        grant
    }

    /// Puts what was used in the place of what was reserved. Gives by how much a limit is passed that wasn't before.
    pub(super) fn settle(&mut self, now: Moment, terms: Terms, (amount, admitted): (u64, Moment), used: u64) -> u64 {
        let before = self.passed(now, terms);
        self.open = self.open.saturating_sub(amount);
        if used > 0 {
            if let Some(rate) = terms.rate {
                self.use_slot(admitted.micros / slot_length(rate), used);
            }
            if let Some(quota) = terms.quota
                && quota.period.begins(admitted.seconds) == self.begins
            {
                self.used = self.used.saturating_add(used);
            }
        }
        if used > 0 {
            let window = terms.rate.map_or(0, |rate| rate.period.saturating_add(slot_length(rate)));
            let period = terms.quota.map_or(0, |quota| quota.period.ends(now.seconds).saturating_sub(now.seconds));
            let longest = window.max(period.unsigned_abs().saturating_mul(SECOND));
            self.ends = self.ends.max(now.micros.saturating_add(longest));
        }
        self.passed(now, terms).saturating_sub(before)
    }

    /// By how much the limits are passed, or the one that is passed by more.
    fn passed(&mut self, now: Moment, terms: Terms) -> u64 {
        let (rate, quota) = self.spent(now, terms);
        let rate = terms.rate.map_or(0, |limit| rate.saturating_sub(limit.limit));
        rate.max(terms.quota.map_or(0, |limit| quota.saturating_sub(limit.limit)))
    }

    /// What counts now in the rate's window and in the quota's period. What counts no more is forgotten.
    fn spent(&mut self, now: Moment, terms: Terms) -> (u64, u64) {
        if let Some(rate) = terms.rate {
            let length = slot_length(rate);
            while self.slots.front().is_some_and(|(slot, _)| leaves(*slot, length, rate) <= now.micros) {
                self.slots.pop_front();
            }
        }
        if let Some(quota) = terms.quota {
            let begins = quota.period.begins(now.seconds);
            // Of two calls that read the clock around midnight, either may come first.
            let behind = self.begins.saturating_sub(now.seconds);
            if self.begins != begins && !(1..=JITTER).contains(&behind) {
                (self.begins, self.used) = (begins, 0);
            }
        }
        let used: u64 = self.slots.iter().map(|(_, used)| *used).fold(0, u64::saturating_add);
        (self.open.saturating_add(used), self.open.saturating_add(self.used))
    }

    fn use_slot(&mut self, slot: u64, used: u64) {
        let at = self.slots.partition_point(|(known, _)| *known < slot);
        match self.slots.get_mut(at).filter(|(known, _)| *known == slot) {
            Some((_, known)) => *known = known.saturating_add(used),
            None => self.slots.insert(at, (slot, used)),
        }
    }

    /// How long until enough of what was used has left the window.
    fn rate_wait(&self, now: Moment, terms: Terms, ask: Ask) -> Option<u64> {
        let rate = terms.rate.filter(|rate| rate.limit >= ask.least)?;
        let mut total = self.slots.iter().map(|(_, used)| *used).fold(self.open, u64::saturating_add);
        let enough = self.slots.iter().find(|(_, used)| {
            total = total.saturating_sub(*used);
            rate.limit.saturating_sub(total) >= ask.least
        });
        Some(enough.map_or(SECOND, |(slot, _)| leaves(*slot, slot_length(rate), rate).saturating_sub(now.micros)))
    }

    /// How long until the next period of the quota, where what runs doesn't hold what is asked for.
    fn quota_wait(&self, now: Moment, terms: Terms, ask: Ask) -> Option<u64> {
        let quota = terms.quota.filter(|quota| quota.limit >= ask.least)?;
        if quota.limit.saturating_sub(self.used) >= ask.least {
            return Some(SECOND);
        }
        let seconds = quota.period.ends(now.seconds).saturating_sub(now.seconds);
        u64::try_from(seconds).ok().map(|seconds| seconds.saturating_mul(SECOND))
    }
}

/// When the youngest moment of a slot has left the window.
pub(super) fn leaves(slot: u64, length: u64, rate: Rate) -> u64 {
    (slot + 1).saturating_mul(length).saturating_add(rate.period)
}

impl Expires for Ledger {
    fn expired(&self, now: u64) -> bool {
        self.open == 0 && self.ends <= now
    }
}

#[cfg(test)]
#[path = "budget/tests.rs"]
pub(super) mod tests;
