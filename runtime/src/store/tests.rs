#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;
use std::thread;

use proptest::prelude::*;

use super::fixed::Used;
use super::memory::Memory;
use super::shelf::Expires as _;
use super::sliding::{Log, PARTS};
use super::*;

const SECOND: u64 = 1_000_000;

fn per_minute(limit: u64) -> Rate {
    Rate { limit, period: 60 * SECOND }
}

#[test]
fn a_rate_admits_its_limit_and_says_when_there_is_room_again() {
    let mut log = Log::default();
    for (at, left) in [(0, 2), (10, 1), (20, 0)] {
        assert_eq!(log.take(at * SECOND, per_minute(3), Cost::counted(1)).remaining, left);
    }
    let refused = log.take(30 * SECOND, per_minute(3), Cost::counted(1));
    assert_eq!((refused.admitted, refused.wait), (false, Some(30 * SECOND)), "the first leaves at 60");
    assert_eq!(log.take(30 * SECOND, per_minute(3), Cost::counted(2)).wait, Some(40 * SECOND), "two of them at 70");
    assert_eq!(log.take(30 * SECOND, per_minute(3), Cost::counted(4)).wait, None, "never so many");
    assert!(!log.take(60 * SECOND - 1, per_minute(3), Cost::counted(1)).admitted);
    assert!(log.take(60 * SECOND, per_minute(3), Cost::counted(1)).admitted);
}

#[test]
fn what_costs_nothing_is_admitted_without_a_trace() {
    let mut log = Log::default();
    assert!(log.take(0, per_minute(0), Cost::counted(0)).admitted);
    assert!(!log.take(0, per_minute(0), Cost::counted(1)).admitted);
    assert!(log.expired(0));
}

proptest! {
    /// Of any stretch as long as the period no more than the limit; and what was refused had to be, but for a 64th.
    #[test]
    fn no_window_ever_holds_more_than_the_limit(
        limit in 1u64..20,
        steps in prop::collection::vec((0u64..200, 1u64..3), 1..300),
    ) {
        let period = 1000;
        let (mut log, mut now, mut admitted) = (Log::default(), 0, Vec::new());
        for (pause, cost) in steps {
            now += pause;
            let decision = log.take(now, Rate { limit, period }, Cost::counted(cost));
            let within = |span: u64| -> u64 {
                admitted.iter().filter(|(at, _)| at + span > now).map(|(_, cost)| cost).sum()
            };
            if decision.admitted {
                prop_assert!(within(period) + cost <= limit);
                admitted.push((now, cost));
            } else {
                prop_assert!(within(period + period / PARTS + 1) + cost > limit);
            }
        }
    }

    /// A caller that waits as long as it is told is admitted.
    #[test]
    fn a_wait_is_long_enough(limit in 1u64..9, pauses in prop::collection::vec(0u64..300, 1..60)) {
        let (rate, mut log, mut now) = (Rate { limit, period: 1000 }, Log::default(), 0);
        for pause in pauses {
            now += pause;
            let decision = log.take(now, rate, Cost::counted(1));
            if !decision.admitted {
                now += decision.wait.unwrap();
                prop_assert!(log.take(now, rate, Cost::counted(1)).admitted);
            }
        }
    }
}

#[test]
fn a_log_stays_short() {
    let mut log = Log::default();
    let rate = Rate { limit: u64::MAX, period: 1000 * PARTS };
    for at in 0..1_000_000 {
        log.take(at, rate, Cost::counted(1));
    }
    assert!(log.entries() <= 66, "{}", log.entries());
}

#[test]
fn periods_begin_at_midnight_and_on_mondays() {
    let hours = |hours: u64| std::time::Duration::from_secs(hours * 3600);
    // 2026-11-21T12:00:00Z, a Saturday.
    let now = crate::text::parse_seconds("2026-11-21T12:00:00Z").unwrap();
    let around = |length| Period::since_year_one(hours(length)).around(now);
    let at = |text| crate::text::parse_seconds(text).unwrap();
    assert_eq!(around(24), (at("2026-11-21T00:00:00Z"), Some(at("2026-11-22T00:00:00Z"))));
    assert_eq!(around(24 * 7), (at("2026-11-16T00:00:00Z"), Some(at("2026-11-23T00:00:00Z"))));
    assert_eq!(around(0), (i64::MIN, None));
    let later = Period::since("2026-11-25T06:30:00Z", hours(24)).unwrap();
    assert_eq!(later.around(now).0, at("2026-11-21T06:30:00Z"), "an anchor may lie ahead");
    assert!(Period::since("soon", hours(24)).is_none());
}

#[test]
fn a_quota_is_full_until_its_period_ends() {
    let quota = Allowance { period: Period { length: 100, anchor: 0 }, calls: Some(2), bytes: Some(10) };
    let mut used = Used::default();
    assert_eq!(used.spend(120, quota, 1).remaining, 1);
    let second = used.spend(130, quota, 1);
    assert_eq!((second.admitted, second.remaining, second.ticket), (true, 0, 100));
    let third = used.spend(150, quota, 1);
    assert_eq!((third.admitted, third.wait), (false, Some(50 * SECOND)));
    assert!(used.spend(150, quota, 0).admitted, "what doesn't count needs nothing");
    assert!(used.spend(200, quota, 1).admitted, "the next period");
    used.charge(100, 1000);
    assert!(used.spend(200, quota, 1).admitted, "bytes of a call that was counted in the last period");
    used.charge(200, 10);
    assert!(!used.spend(201, quota, 0).admitted, "the bytes are used up");
    assert!(!used.expired(299) && used.expired(300));
}

#[test]
fn counters_of_the_past_are_forgotten() {
    let memory = Memory::default();
    let blink = Rate { limit: 1, period: 1 };
    for caller in 0..100_000 {
        memory.take(&caller.to_string(), blink, Cost::counted(1));
    }
    assert!(memory.rates.len() <= 32 * 128, "{} of 100,000", memory.rates.len());
}

#[test]
fn callers_on_many_threads_get_the_limit_and_no_more() {
    let memory = Arc::new(Memory::default());
    let threads = (0..8).map(|_| {
        let memory = memory.clone();
        thread::spawn(move || {
            (0..500).filter(|_| memory.take("one", per_minute(777), Cost::counted(1)).admitted).count()
        })
    });
    let admitted: usize = threads.collect::<Vec<_>>().into_iter().map(|thread| thread.join().unwrap()).sum();
    assert_eq!(admitted, 777);
}

#[test]
fn a_place_is_free_again_when_it_is_dropped() {
    let state = State::memory();
    let name = Name { counter: "c", key: "k" };
    let first = state.enter(&name, 2).unwrap();
    let second = state.enter(&name, 2);
    assert!(second.is_some() && state.enter(&name, 2).is_none());
    assert!(state.enter(&Name { counter: "c", key: "other" }, 2).is_some());
    drop(first);
    assert!(state.enter(&name, 2).is_some());
}

#[test]
fn long_keys_are_digested_and_collide_with_nobody() {
    let text = |key: &str| Name { counter: "c", key }.text();
    let long = "x".repeat(65);
    assert_eq!(text("k"), "c=k");
    assert_eq!(text(&long).len(), 2 + 64);
    let digest = text(&long).trim_start_matches("c#").to_owned();
    assert_ne!(text(&digest), text(&long));
}
