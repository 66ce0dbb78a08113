//! Counters by name, in parts that are locked each for itself. Whatever has expired goes when its part has grown to twice
//! what was alive in it, so memory follows the number of callers in a period.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use crate::store::sync::{Mutex, PoisonError};

/// A counter that need not be kept for ever.
pub(super) trait Expires: Default {
    /// Whether it says no more than a new one would. `now` is of the clock that the counter is kept by.
    fn expired(&self, now: u64) -> bool;
}

const PARTS: usize = 32;
/// Below this, nothing is looked through.
const SMALLEST: usize = 64;

#[derive(Debug)]
pub(super) struct Shelf<T> {
    /// Callers choose keys, so the hash is keyed.
    hasher: RandomState,
    parts: [Mutex<Part<T>>; PARTS],
}

#[derive(Debug)]
struct Part<T> {
    counters: HashMap<Box<str>, T>,
    sweep_at: usize,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        let part = |()| Mutex::new(Part { counters: HashMap::new(), sweep_at: SMALLEST });
        Self { hasher: RandomState::new(), parts: [(); PARTS].map(part) }
    }
}

impl<T: Expires> Shelf<T> {
    /// Changes a counter, which is made where it is missing.
    pub(super) fn change<R>(&self, name: &str, now: u64, change: impl FnOnce(&mut T) -> R) -> R {
        self.locked(name, |part| {
            if let Some(counter) = part.counters.get_mut(name) {
                return change(counter);
            }
            if part.counters.len() >= part.sweep_at {
                part.counters.retain(|_, counter| !counter.expired(now));
                part.sweep_at = SMALLEST.max(part.counters.len() * 2);
            }
            change(part.counters.entry(name.into()).or_default())
        })
    }

    /// Changes a counter that is there, and takes it out if it has expired then.
    pub(super) fn settle(&self, name: &str, now: u64, change: impl FnOnce(&mut T)) {
        self.locked(name, |part| {
            let Some(counter) = part.counters.get_mut(name) else { return };
            change(counter);
            if counter.expired(now) {
                part.counters.remove(name);
            }
        });
    }

    fn locked<R>(&self, name: &str, work: impl FnOnce(&mut Part<T>) -> R) -> R {
        let index = (self.hasher.hash_one(name) % PARTS as u64) as usize;
        // The index is below the number of parts; the first stands for what can't be.
        let part = self.parts.get(index).unwrap_or(&self.parts[0]);
        work(&mut part.lock().unwrap_or_else(PoisonError::into_inner))
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.parts.iter().map(|part| part.lock().unwrap_or_else(PoisonError::into_inner).counters.len()).sum()
    }
}
