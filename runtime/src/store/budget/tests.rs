//! Ten thousand runs of calls that come, end, fail and never end, each held against what was promised.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

/// Numbers that are the same for the same seed (splitmix64).
pub(in crate::store) struct Random(pub(in crate::store) u64);

impl Random {
    pub(in crate::store) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }
}

const MINUTE: u64 = 60 * SECOND;

/// An admitted call: how much was reserved, when, and what it has used, once it has ended.
#[derive(Clone, Copy)]
struct Admitted {
    amount: u64,
    moment: Moment,
    used: Option<u64>,
}

impl Admitted {
    /// What it counts as.
    fn counts(&self) -> u64 {
        self.used.unwrap_or(self.amount)
    }
}

fn at(micros: u64) -> Moment {
    // 2026-11-21T23:50:00Z: an hour, a day and a week end soon.
    Moment { micros, seconds: 1_795_305_000 + i64::try_from(micros / SECOND).unwrap() }
}

pub(in crate::store) fn terms(random: &mut Random) -> Terms {
    let rate = Rate { limit: 1 + random.below(2_000), period: MINUTE };
    let periods = [Calendar::Hour, Calendar::Day, Calendar::Week, Calendar::Month];
    let quota =
        PeriodLimit { limit: 1 + random.below(6_000), period: periods[usize::try_from(random.below(4)).unwrap()] };
    match random.below(3) {
        0 => Terms { rate: Some(rate), quota: None },
        1 => Terms { rate: None, quota: Some(quota) },
        _ => Terms { rate: Some(rate), quota: Some(quota) },
    }
}

/// What all calls come to that were admitted in these moments.
fn sum(calls: &[Admitted], within: impl Fn(Moment) -> bool) -> u64 {
    calls.iter().filter(|call| within(call.moment)).map(Admitted::counts).sum()
}

/// Holds what was promised against the calls: in no window of a minute and in no period more than the limit.
fn holds(calls: &[Admitted], terms: Terms, seed: u64) {
    for last in calls.iter().map(|call| call.moment) {
        if let Some(rate) = terms.rate {
            let window = |moment: Moment| moment.micros <= last.micros && moment.micros + rate.period > last.micros;
            let admitted = sum(calls, window);
            assert!(admitted <= rate.limit, "seed {seed}: {admitted} of {} in a minute", rate.limit);
        }
        if let Some(quota) = terms.quota {
            let begins = quota.period.begins(last.seconds);
            let admitted = sum(calls, |moment| quota.period.begins(moment.seconds) == begins);
            assert!(admitted <= quota.limit, "seed {seed}: {admitted} of {} in a period", quota.limit);
        }
    }
}

#[test]
fn calls_that_use_what_they_reserved_never_pass_a_limit() {
    for seed in 0..10_000 {
        let random = &mut Random(seed);
        let (terms, mut ledger, mut now) = (terms(random), Ledger::default(), 0);
        let (mut calls, mut open): (Vec<Admitted>, Vec<usize>) = (Vec::new(), Vec::new());
        for _ in 0..80 {
            now += [0, 1, random.below(SECOND), random.below(20 * SECOND)][usize::try_from(random.below(4)).unwrap()];
            if random.below(2) == 0 || open.is_empty() {
                let least = 1 + random.below(300);
                let ask = match random.below(2) {
                    0 => Ask::exactly(least),
                    _ => Ask::between(least, least + random.below(500)),
                };
                let grant = ledger.reserve(at(now), terms, ask);
                match grant.refused {
                    None => {
                        assert!((ask.least..=ask.most).contains(&grant.amount), "seed {seed}: {grant:?} for {ask:?}");
                        open.push(calls.len());
                        calls.push(Admitted { amount: grant.amount, moment: grant.moment, used: None });
                    }
                    Some(_) => assert_eq!(grant.amount, 0, "seed {seed}"),
                }
            } else {
                let index = open.swap_remove(usize::try_from(random.below(open.len() as u64)).unwrap());
                let Admitted { amount, moment, .. } = calls[index];
                // Nothing where it failed, all where nobody told, else a part.
                let used = [0, amount, random.below(amount + 1)][usize::try_from(random.below(3)).unwrap()];
                let overshoot = ledger.settle(at(now), terms, (amount, moment), used);
                assert_eq!(overshoot, 0, "seed {seed}: none used more than was reserved");
                calls[index].used = Some(used);
            }
            assert_eq!(ledger.open, open.iter().map(|index| calls[*index].amount).sum::<u64>(), "seed {seed}");
        }
        holds(&calls, terms, seed);
    }
}

#[test]
fn whatever_happened_all_of_it_is_there_again_once_nothing_counts() {
    for seed in 0..10_000 {
        let random = &mut Random(seed);
        let (terms, mut ledger, mut now) = (terms(random), Ledger::default(), 0);
        let mut open = Vec::new();
        for _ in 0..30 {
            now += random.below(10 * SECOND);
            let grant = ledger.reserve(at(now), terms, Ask::at_least(random.below(400)));
            open.extend(grant.refused.is_none().then_some((grant.amount, grant.moment)));
            if random.below(3) == 0
                && let Some(call) = open.pop()
            {
                // It may use more than was reserved.
                let _ = ledger.settle(at(now), terms, call, random.below(1_000));
            }
        }
        for call in open {
            let _ = ledger.settle(at(now), terms, call, random.below(400));
        }
        assert_eq!(ledger.open, 0, "seed {seed}: nothing runs");
        // A month and a minute later.
        now += 32 * 24 * 60 * MINUTE;
        assert!(ledger.expired(now), "seed {seed}: it is kept for nothing");
        let all = |limit: Option<u64>| limit.unwrap_or(u64::MAX);
        let whole = all(terms.rate.map(|rate| rate.limit)).min(all(terms.quota.map(|quota| quota.limit)));
        let grant = ledger.reserve(at(now), terms, Ask::exactly(whole));
        assert_eq!((grant.refused, grant.amount), (None, whole), "seed {seed}");
    }
}

#[test]
fn a_refused_call_fits_after_the_time_that_it_was_told() {
    let mut told = 0;
    for seed in 0..10_000 {
        let random = &mut Random(seed);
        let (terms, mut ledger, mut now) = (terms(random), Ledger::default(), 0);
        for _ in 0..40 {
            now += random.below(5 * SECOND);
            let ask = Ask::exactly(1 + random.below(300));
            let grant = ledger.reserve(at(now), terms, ask);
            match (grant.refused, grant.wait) {
                // Whatever runs has ended at once here.
                (None, _) => _ = ledger.settle(at(now), terms, (grant.amount, grant.moment), grant.amount),
                (Some(_), None) => {
                    let limits = [terms.rate.map(|rate| rate.limit), terms.quota.map(|quota| quota.limit)];
                    assert!(limits.into_iter().flatten().any(|limit| limit < ask.least), "seed {seed}");
                }
                (Some(refused), Some(wait)) => {
                    told += 1;
                    now += wait;
                    let again = ledger.reserve(at(now), terms, ask);
                    // The other limit may stand in its way yet.
                    assert_ne!(again.refused, Some(refused), "seed {seed}: {grant:?}, then {again:?}");
                    if again.refused.is_none() {
                        let _ = ledger.settle(at(now), terms, (again.amount, again.moment), 0);
                    }
                }
            }
        }
    }
    assert!(told > 1_000, "{told} were told");
}

#[test]
fn what_a_call_uses_beyond_its_reservation_is_told_once() {
    let terms = Terms { rate: Some(Rate { limit: 100, period: MINUTE }), quota: None };
    let mut ledger = Ledger::default();
    let first = ledger.reserve(at(0), terms, Ask::at_least(10));
    let second = ledger.reserve(at(0), terms, Ask::at_least(10));
    assert_eq!((first.amount, second.amount), (10, 10));
    assert_eq!(ledger.settle(at(1), terms, (10, first.moment), 95), 5, "with what the second has reserved");
    assert_eq!(ledger.settle(at(2), terms, (10, second.moment), 10), 0, "as reserved");
    assert_eq!(ledger.reserve(at(3), terms, Ask::at_least(1)).refused, Some(Refused::ByRate));
}
