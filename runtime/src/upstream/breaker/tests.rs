#![allow(clippy::unwrap_used)]

use std::cell::Cell;
use std::time::Duration;

use http::Response;
use tokio::time::Instant;

use super::*;
use crate::upstream::failure::{Failure, Stage};

const SECOND: Duration = Duration::from_secs(1);

const WHEN: &[When] = &[When::Status(429), When::Statuses(500, 599), When::Connect];

const fn rule(trips: Trips) -> BreakerRule {
    BreakerRule { trips, when: WHEN, trip: Duration::from_secs(30), accept_retry_after: false }
}

/// A breaker, and the time that passes for it.
struct Bench {
    breaker: Breaker,
    now: Cell<Instant>,
}

impl Bench {
    fn of(rules: &'static [BreakerRule]) -> Self {
        let breaker = Breaker::new("main", rules.to_vec());
        Self { breaker, now: Cell::new(Instant::now()) }
    }

    fn pass(&self, time: Duration) {
        self.now.set(self.now.get() + time);
    }

    /// A call that is answered with this status; false if it is refused.
    fn call(&self, status: u16) -> bool {
        self.ends(Outcome::of(&Ok(Response::builder().status(status).body(()).unwrap())))
    }

    fn ends(&self, outcome: Outcome) -> bool {
        match self.breaker.admit(self.now.get()) {
            Ok(permit) => {
                permit.settle(outcome, self.now.get());
                true
            }
            Err(_) => false,
        }
    }

    fn wait(&self) -> Option<Duration> {
        self.breaker.admit(self.now.get()).err()
    }

    fn calls(&self, status: u16, count: usize) {
        for _ in 0..count {
            assert!(self.call(status));
        }
    }
}

#[test]
fn so_many_failures_within_the_interval_open_it() {
    static RULES: &[BreakerRule] = &[rule(Trips::Failures(3, Duration::from_secs(10)))];
    let bench = Bench::of(RULES);
    bench.calls(500, 2);
    bench.calls(200, 50);
    bench.calls(429, 1);
    assert_eq!(bench.wait(), Some(30 * SECOND));
    bench.pass(29 * SECOND);
    assert_eq!(bench.wait(), Some(SECOND));
    assert_eq!(bench.breaker.counts().0, 1);
}

#[test]
fn failures_before_the_interval_are_forgotten() {
    static RULES: &[BreakerRule] = &[rule(Trips::Failures(3, Duration::from_secs(10)))];
    let bench = Bench::of(RULES);
    for _ in 0..100 {
        bench.calls(500, 1);
        bench.pass(Duration::from_millis(5100));
    }
    // Two within nine seconds are remembered, so the third is one too many.
    bench.calls(500, 1);
    bench.pass(4 * SECOND);
    bench.calls(500, 1);
    bench.pass(4 * SECOND);
    bench.calls(500, 1);
    assert!(bench.wait().is_some());
}

#[test]
fn a_share_counts_once_there_were_enough_calls() {
    static RULES: &[BreakerRule] = &[rule(Trips::Percentage(50, Duration::from_secs(10), 10))];
    let bench = Bench::of(RULES);
    bench.calls(500, 9);
    assert!(bench.wait().is_none(), "nine calls are too few");
    bench.calls(200, 9);
    bench.calls(500, 1);
    assert!(bench.wait().is_some(), "10 of 19");
    let bench = Bench::of(RULES);
    for _ in 0..100 {
        bench.calls(200, 6);
        bench.calls(500, 4);
    }
    assert!(bench.wait().is_none(), "never half of them");
}

#[test]
fn a_success_between_ends_a_row() {
    static RULES: &[BreakerRule] = &[rule(Trips::Consecutive(3))];
    let bench = Bench::of(RULES);
    for _ in 0..10 {
        bench.calls(503, 2);
        bench.calls(404, 1);
    }
    bench.calls(503, 3);
    assert!(bench.wait().is_some());
}

#[test]
fn each_rule_counts_for_itself_and_the_longest_wait_holds() {
    static RULES: &[BreakerRule] = &[
        BreakerRule { when: &[When::Status(429)], trip: SECOND, ..rule(Trips::Consecutive(2)) },
        BreakerRule { when: &[When::Status(429), When::Status(500)], ..rule(Trips::Consecutive(2)) },
    ];
    let bench = Bench::of(RULES);
    bench.calls(429, 1);
    bench.calls(500, 1);
    assert_eq!(bench.wait(), Some(30 * SECOND), "two of the second rule's failures");
    let bench = Bench::of(RULES);
    bench.calls(429, 2);
    assert_eq!(bench.wait(), Some(30 * SECOND), "both rules are broken");
}

#[test]
fn the_wait_that_the_backend_asks_for_replaces_the_rules() {
    static ACCEPTS: &[BreakerRule] = &[BreakerRule { accept_retry_after: true, ..rule(Trips::Consecutive(1)) }];
    static IGNORES: &[BreakerRule] = &[rule(Trips::Consecutive(1))];
    let asking = || {
        let answer = Response::builder().status(429).header("retry-after", "7").body(());
        Outcome::of(&Ok(answer.unwrap()))
    };
    let bench = Bench::of(ACCEPTS);
    assert!(bench.ends(asking()));
    assert_eq!(bench.wait(), Some(7 * SECOND));
    let bench = Bench::of(ACCEPTS);
    bench.calls(500, 1);
    assert_eq!(bench.wait(), Some(30 * SECOND));
    let bench = Bench::of(IGNORES);
    assert!(bench.ends(asking()));
    assert_eq!(bench.wait(), Some(30 * SECOND));
}

#[test]
fn after_the_wait_one_call_is_a_probe() {
    static RULES: &[BreakerRule] = &[rule(Trips::Consecutive(1))];
    let bench = Bench::of(RULES);
    bench.calls(500, 1);
    bench.pass(30 * SECOND);
    let probe = bench.breaker.admit(bench.now.get()).unwrap();
    assert_eq!(bench.wait(), Some(PROBING), "a second call while the probe is out");
    assert_eq!(bench.breaker.phase(), Phase::Probing);
    probe.settle(Outcome::of(&Ok(Response::new(()))), bench.now.get());
    assert_eq!(bench.breaker.phase(), Phase::Closed);
    bench.calls(200, 10);
}

#[test]
fn a_probe_that_fails_opens_it_again_however_many_it_takes_otherwise() {
    static RULES: &[BreakerRule] = &[rule(Trips::Failures(5, Duration::from_secs(10)))];
    let bench = Bench::of(RULES);
    bench.calls(500, 5);
    for _ in 0..3 {
        bench.pass(30 * SECOND);
        bench.calls(500, 1);
        assert_eq!(bench.wait(), Some(30 * SECOND));
    }
    assert_eq!(bench.breaker.counts().0, 4);
    // And once it is closed, all of them are needed again.
    bench.pass(30 * SECOND);
    bench.calls(200, 1);
    bench.calls(500, 4);
    assert!(bench.wait().is_none());
}

#[test]
fn a_probe_that_tells_nothing_leaves_the_next_call_to_be_one() {
    static RULES: &[BreakerRule] = &[rule(Trips::Consecutive(1))];
    let bench = Bench::of(RULES);
    bench.calls(500, 1);
    bench.pass(31 * SECOND);
    drop(bench.breaker.admit(bench.now.get()).unwrap());
    assert!(bench.ends(Outcome::of::<()>(&Err(Failure::Timeout(Stage::Caller)))));
    let probe = bench.breaker.admit(bench.now.get()).unwrap();
    assert_eq!(bench.wait(), Some(PROBING));
    drop(probe);
}

#[test]
fn what_began_before_it_opened_counts_no_more() {
    static RULES: &[BreakerRule] = &[rule(Trips::Consecutive(1))];
    let bench = Bench::of(RULES);
    let [late, later] = [(); 2].map(|()| bench.breaker.admit(bench.now.get()).unwrap());
    bench.calls(500, 1);
    bench.pass(10 * SECOND);
    // Neither closes it nor makes the wait longer.
    late.settle(Outcome::of(&Ok(Response::new(()))), bench.now.get());
    assert_eq!(bench.wait(), Some(20 * SECOND));
    later.settle(Outcome::of::<()>(&Err(Failure::Closed("gone".into()))), bench.now.get());
    assert_eq!(bench.wait(), Some(20 * SECOND));
    assert_eq!(bench.breaker.counts().0, 1);
}
