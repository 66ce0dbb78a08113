//! The subscriptions by their keys, as the file was read last.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use ring::digest::{SHA256, digest};
use subtle::{Choice, ConstantTimeEq};

use super::attribute::Attribute;
use super::file::{Digest, Scope, State, parse};
use crate::expression::Variable;

/// One subscription.
#[derive(Debug, Clone, PartialEq)]
pub struct Subscriber {
    /// Its id.
    pub id: String,
    /// What people call it: its id, where the file says nothing else.
    pub name: String,
    /// What it opens.
    pub scope: Scope,
    /// Whether it is in use.
    pub state: State,
    /// When its keys cease to admit.
    pub expires: Option<SystemTime>,
    /// What it says of itself, or what holds in its place: all that the gateway declares.
    pub attributes: Vec<(&'static str, Variable)>,
}

/// The subscriptions of a gateway.
#[derive(Debug)]
pub struct Subscriptions {
    path: PathBuf,
    declared: &'static [Attribute],
    table: RwLock<Arc<Table>>,
}

/// By the first bytes of the digest, so that a look-up's time tells nothing of the rest.
type Table = HashMap<u64, Vec<(Digest, Arc<Subscriber>)>, BuildHasherDefault<Spread>>;

/// The part of a digest is spread over all numbers already.
#[derive(Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(self.0.rotate_left(8) ^ u64::from(*byte)));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

impl Subscriptions {
    /// Reads the file. `declared` are the attributes that its entries may have.
    ///
    /// # Errors
    /// A sentence with the file and, where one is at fault, the entry.
    pub fn load(path: PathBuf, declared: &'static [Attribute]) -> Result<Self, String> {
        let table = RwLock::new(Arc::new(read(&path, declared)?));
        Ok(Self { path, declared, table })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the file again. What was read before stays in force if that fails.
    ///
    /// # Errors
    /// As [`Subscriptions::load`].
    pub fn reload(&self) -> Result<(), String> {
        let table = Arc::new(read(&self.path, self.declared)?);
        *self.table.write().unwrap_or_else(PoisonError::into_inner) = table;
        Ok(())
    }

    /// What each subscription is for that the gateway doesn't have, in a sentence. One file may serve several gateways, so
    /// that is no fault. `is_known` says whether there is what a scope names.
    #[must_use]
    pub fn elsewhere(&self, is_known: impl Fn(&Scope) -> bool) -> Vec<String> {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner).clone();
        let others = table.values().flatten().filter(|(_, subscriber)| !is_known(&subscriber.scope));
        // By their ids; each has up to two keys.
        let others: BTreeMap<&str, &Scope> =
            others.map(|(_, subscriber)| (subscriber.id.as_str(), &subscriber.scope)).collect();
        let path = self.path.display();
        let sentence =
            |(id, scope): (&str, &Scope)| format!("{path}: `{id}` is for `{scope}`, which this gateway does not have");
        others.into_iter().map(sentence).collect()
    }

    /// The subscriber whose key this is. Every candidate is compared in constant time, and all of them are.
    #[must_use]
    pub fn find(&self, key: &[u8]) -> Option<Arc<Subscriber>> {
        let digest: Digest = digest(&SHA256, key).as_ref().try_into().ok()?;
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        let mut found = None;
        for (known, subscriber) in table.get(&index(&digest))? {
            if bool::from(equal(known, &digest)) {
                found = Some(subscriber);
            }
        }
        found.cloned()
    }
}

fn read(path: &Path, declared: &'static [Attribute]) -> Result<Table, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut table = Table::default();
    for (subscriber, digests) in parse(path, &text, declared)? {
        let subscriber = Arc::new(subscriber);
        for digest in digests {
            table.entry(index(&digest)).or_default().push((digest, subscriber.clone()));
        }
    }
    Ok(table)
}

/// In constant time, a word at a time.
fn equal(one: &Digest, other: &Digest) -> Choice {
    let pairs = one.as_chunks::<8>().0.iter().zip(other.as_chunks::<8>().0);
    pairs.fold(Choice::from(1), |equal, (one, other)| {
        equal & u64::from_ne_bytes(*one).ct_eq(&u64::from_ne_bytes(*other))
    })
}

fn index(digest: &Digest) -> u64 {
    digest.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}
