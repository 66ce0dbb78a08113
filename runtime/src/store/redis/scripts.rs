//! Budgets' scripts: what they are given, and what they answer.

use redis::{Script, ScriptInvocation};

use super::leases::{HOLDS, Settlement, Used};
use crate::store::budget::{Ask, Grant, Moment, Refused, Terms, leaves, slot_length};

/// What the script of a reservation answers: refused by, amount, left of the rate, of the quota, wait (-1 for never), now, the
/// period's beginning.
pub(super) type Granted = (u8, u64, u64, u64, i64, u64, i64);

/// Asks for a part of the budget of these keys, as a lease of that name. `now` is this process's clock, in seconds since 1970.
pub(super) fn reserve<'s>(
    script: &'s Script,
    keys: &[String; 2],
    (terms, ask): (Terms, Ask),
    lease: &str,
    now: i64,
) -> ScriptInvocation<'s> {
    let (rate, quota) = limits(terms);
    let mut call = script.key(&keys[0]);
    call.key(&keys[1]).arg(rate);
    call.arg(terms.rate.map_or(0, |rate| rate.period)).arg(terms.rate.map_or(1, slot_length)).arg(quota);
    call.arg(&periods(terms, now)).arg(ask.least).arg(ask.most).arg(u8::from(ask.beyond)).arg(lease).arg(HOLDS);
    call
}

pub(super) fn granted((refused, amount, rate, quota, wait, micros, seconds): Granted) -> Grant {
    Grant {
        refused: match refused {
            0 => None,
            1 => Some(Refused::ByRate),
            _ => Some(Refused::ByPeriod),
        },
        amount,
        left: (rate, quota),
        wait: u64::try_from(wait).ok(),
        moment: Moment { micros, seconds },
    }
}

/// What a call of this amount, admitted then, has used, and where it counts.
pub(super) fn used(terms: Terms, (amount, admitted): (u64, Moment), used: u64) -> Used {
    let slot = terms.rate.map_or(0, |rate| admitted.micros / slot_length(rate));
    Used {
        amount,
        used,
        slot,
        slot_counts_until: terms.rate.map_or(0, |rate| leaves(slot, slot_length(rate), rate)),
        period: terms.quota.map_or((0, 0), |quota| (admitted.seconds, quota.period.ends(admitted.seconds))),
        limits: limits(terms),
    }
}

/// Tells what a call has used. The script answers by how much a limit is passed.
pub(super) fn settle<'s>(script: &'s Script, settlement: &Settlement) -> ScriptInvocation<'s> {
    let Settlement { lease, used, again, .. } = settlement;
    let mut call = script.key(&lease.keys[0]);
    call.key(&lease.keys[1]).arg(&lease.member).arg(used.amount).arg(used.used).arg(used.slot);
    call.arg(used.slot_counts_until).arg(used.period.0).arg(used.period.1).arg(u8::from(*again));
    call.arg(used.limits.0).arg(used.limits.1);
    call
}

/// Renews leases of the budget of these keys.
pub(super) fn renew<'s>(
    script: &'s Script,
    [counter, leases]: &[String; 2],
    members: &[String],
) -> ScriptInvocation<'s> {
    let mut call = script.key(counter);
    call.key(leases).arg(HOLDS).arg(members);
    call
}

/// The limits as scripts take them; -1: there is none.
fn limits(terms: Terms) -> (i64, i64) {
    let limit = |limit: Option<u64>| limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(MOST));
    (limit(terms.rate.map(|rate| rate.limit)), limit(terms.quota.map(|quota| quota.limit)))
}

/// Larger numbers are not exact in scripts.
const MOST: i64 = 1 << 52;

/// The beginnings of the last period, this one and the two behind it: the clock of Redis says which it is, and it may differ
/// from this one.
fn periods(terms: Terms, now: i64) -> [i64; 4] {
    let Some(quota) = terms.quota else { return [0; 4] };
    let (this, next) = (quota.period.begins(now), quota.period.ends(now));
    [quota.period.begins(this - 1), this, next, quota.period.ends(next)]
}
