//! Reservations in Redis: leases that are renewed while their calls run, and settled when these have ended.
//!
//! What is to be settled while Redis is away waits here. A settlement whose answer got lost is told again; the lease says whether
//! the first one came.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use prometheus_client::metrics::counter::Counter;

use super::turn::Turn;
use crate::store::Unit;

/// How long a lease holds that isn't renewed, in microseconds.
pub(super) const HOLDS: u64 = 15_000_000;
/// How often leases are renewed.
pub(super) const RENEWED: Duration = Duration::from_secs(5);
/// So many leases are renewed in one script.
const AT_ONCE: usize = 500;
/// So many settlements wait for Redis.
const MOST: usize = 100_000;

/// A reservation's names in Redis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lease {
    /// The counter and its leases.
    pub(super) keys: [String; 2],
    /// The lease among them.
    pub(super) member: String,
}

/// What is to be told of a lease.
#[derive(Debug)]
pub(super) struct Settlement {
    pub(super) lease: Lease,
    /// What the script takes behind the lease.
    pub(super) used: Used,
    /// What that is.
    pub(super) unit: Unit,
    /// Whether it may have been told before.
    pub(super) again: bool,
    /// Counts by how much a limit is passed.
    pub(super) overshoot: Counter,
}

/// What was used, and where it counts. Times of slots are microseconds, those of periods seconds; 0 where there is none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Used {
    pub(super) amount: u64,
    pub(super) used: u64,
    pub(super) slot: u64,
    pub(super) slot_counts_until: u64,
    pub(super) period: (i64, i64),
    /// -1: none.
    pub(super) limits: (i64, i64),
}

/// The leases of this process, and what is to be told of those that have ended.
#[derive(Debug)]
pub(super) struct Leases {
    /// What the names of leases begin with: this process.
    process: String,
    next: AtomicU64,
    /// Of the calls that run, by their counters.
    open: Mutex<HashMap<[String; 2], BTreeSet<String>>>,
    ended: Mutex<VecDeque<Settlement>>,
    /// Whether somebody renews them.
    pub(super) renewing: Turn,
    /// Tokens that there was no room for, or that Redis didn't take, and money.
    dropped: [Counter; 2],
}

impl Leases {
    pub(super) fn new(process: String, dropped: [Counter; 2]) -> Self {
        let (next, renewing) = (AtomicU64::new(0), Turn::new());
        Self { process, next, open: Mutex::default(), ended: Mutex::default(), renewing, dropped }
    }

    /// A name that no other lease has.
    pub(super) fn name(&self) -> String {
        format!("{}-{}", self.process, self.next.fetch_add(1, Ordering::Relaxed))
    }

    pub(super) fn opened(&self, lease: &Lease) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.entry(lease.keys.clone()).or_default().insert(lease.member.clone());
    }

    /// A call has ended; its lease is renewed no more.
    pub(super) fn ended(&self, settlement: Settlement) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(members) = open.get_mut(&settlement.lease.keys) {
            members.remove(&settlement.lease.member);
            if members.is_empty() {
                open.remove(&settlement.lease.keys);
            }
        }
        drop(open);
        self.owe(settlement);
    }

    /// Keeps a settlement to be told.
    pub(super) fn owe(&self, settlement: Settlement) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if ended.len() < MOST {
            ended.push_back(settlement);
        } else {
            drop(ended);
            self.lost(&settlement);
        }
    }

    /// Counts what nobody will be told.
    pub(super) fn lost(&self, settlement: &Settlement) {
        let [tokens, money] = &self.dropped;
        match settlement.unit {
            Unit::Tokens => tokens.inc_by(settlement.used.used),
            Unit::Money => money.inc_by(settlement.used.used),
        };
    }

    /// One of those to be told.
    pub(super) fn owed(&self) -> Option<Settlement> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    /// The leases of calls that run, in parts that one script renews each.
    pub(super) fn open(&self) -> Vec<([String; 2], Vec<String>)> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let parts = open.iter().flat_map(|(keys, members)| {
            let members: Vec<String> = members.iter().cloned().collect();
            members.chunks(AT_ONCE).map(|part| (keys.clone(), part.to_vec())).collect::<Vec<_>>()
        });
        parts.collect()
    }

    /// Whether no call runs that holds a lease.
    pub(super) fn is_idle(&self) -> bool {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }
}
