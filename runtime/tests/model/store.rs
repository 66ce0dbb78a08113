//! The counters, with locks that loom knows.

#![allow(dead_code, unused_imports)]

#[path = "../../src/store/budget.rs"]
mod budget;
#[path = "../../src/store/calendar.rs"]
mod calendar;
#[path = "../../src/store/shelf.rs"]
mod shelf;
#[path = "../../src/store/sliding.rs"]
mod sliding;
#[path = "../../src/store/redis/turn.rs"]
mod turn;

mod sync {
    pub(super) use loom::sync::Mutex;
    pub(super) use loom::sync::atomic::{AtomicBool, Ordering};
    pub(super) use std::sync::PoisonError;
}

use std::collections::BTreeSet;
use std::time::Duration;

use loom::sync::Arc;
use loom::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use loom::thread;

use budget::{Ask, Ledger, Moment, Terms};
use shelf::Shelf;
use sliding::Rate;
use sync::Mutex;
use turn::Turn;

/// What came of asking a counter of another kind, which is not looked at here.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decision {
    pub(crate) admitted: bool,
    pub(crate) remaining: u64,
    pub(crate) wait: Option<u64>,
    pub(crate) ticket: i64,
}

const NOW: Moment = Moment { micros: 0, seconds: 1_795_305_000 };

#[test]
fn calls_at_the_same_time_are_admitted_one_after_another() {
    loom::model(|| {
        let terms = Terms { rate: Some(Rate::new(100, Duration::from_secs(60))), quota: None };
        let budgets = Arc::new(Shelf::<Ledger>::default());
        let (held, admitted) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let call = move |budgets: &Shelf<Ledger>, held: &AtomicU64, admitted: &AtomicU64| {
            let grant = budgets.change("key", 0, |ledger| ledger.reserve(NOW, terms, Ask::exactly(60)));
            if grant.refused.is_some() {
                return;
            }
            admitted.fetch_add(1, Ordering::AcqRel);
            let all = held.fetch_add(grant.amount, Ordering::AcqRel) + grant.amount;
            assert!(all <= 100, "{all} are held at once");
            held.fetch_sub(grant.amount, Ordering::AcqRel);
            budgets.settle("key", 0, |ledger| {
                ledger.settle(NOW, terms, (grant.amount, grant.moment), 0);
            });
        };
        let calls: Vec<_> = (0..2)
            .map(|_| {
                let (budgets, held, admitted) = (budgets.clone(), held.clone(), admitted.clone());
                thread::spawn(move || call(&budgets, &held, &admitted))
            })
            .collect();
        call(&budgets, &held, &admitted);
        calls.into_iter().for_each(|call| call.join().unwrap());
        assert!(admitted.load(Ordering::Acquire) >= 1, "one at least fits");
        let all = budgets.change("key", 0, |ledger| ledger.reserve(NOW, terms, Ask::exactly(100)));
        assert_eq!(all.refused, None, "nothing is left over of calls that used nothing");
    });
}

#[test]
fn a_lease_that_comes_while_the_last_one_goes_is_renewed() {
    loom::model(|| {
        let (turn, open) = (Arc::new(Turn::new()), Arc::new(Mutex::new(BTreeSet::<u8>::new())));
        let renewed = Arc::new(AtomicBool::new(false));
        // Renews until it has seen the lease, or leaves since there is none.
        let renew = |turn: &Turn, open: &Mutex<BTreeSet<u8>>, renewed: &AtomicBool| {
            while !open.lock().unwrap().contains(&1) {
                if turn.give_back(|| open.lock().unwrap().is_empty()) {
                    return;
                }
                thread::yield_now();
            }
            renewed.store(true, Ordering::Release);
        };
        assert!(turn.take());
        let renewing = {
            let (turn, open, renewed) = (turn.clone(), open.clone(), renewed.clone());
            thread::spawn(move || renew(&turn, &open, &renewed))
        };
        open.lock().unwrap().insert(1);
        if turn.take() {
            renew(&turn, &open, &renewed);
        }
        renewing.join().unwrap();
        assert!(renewed.load(Ordering::Acquire), "somebody has seen it");
    });
}
