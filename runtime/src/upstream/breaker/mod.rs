//! Circuit breakers: a backend that fails by a rule is left alone for a while, and then gets one call as a probe.
//!
//! A breaker counts what it is told and never calls a backend itself.

#[cfg(test)]
mod tests;
mod window;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::condition::{Outcome, When};
use window::Window;

/// When a backend is left alone, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerRule {
    /// How many failures it takes.
    pub trips: Trips,
    /// What counts as a failure; the rest counts as a success.
    pub when: &'static [When],
    /// How long the backend is left alone.
    pub trip: Duration,
    /// Whether the wait that a failing answer asks for (`Retry-After`, `retry-after-ms`) replaces `trip`.
    pub accept_retry_after: bool,
}

/// How many failures it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trips {
    /// So many within the interval.
    Failures(u32, Duration),
    /// So many of a hundred calls within the interval, once there were so many calls.
    Percentage(u32, Duration, u32),
    /// So many, one after the other.
    Consecutive(u32),
}

/// The breaker of one backend.
#[derive(Debug)]
pub(crate) struct Breaker {
    backend: &'static str,
    rules: Vec<BreakerRule>,
    state: Mutex<State>,
    trips: AtomicU64,
    refused: AtomicU64,
}

#[derive(Debug)]
struct State {
    phase: Phase,
    /// Counts the changes of phase: what a call tells that began before the last one is out of date.
    generation: u64,
    /// One a rule.
    windows: Vec<Window>,
}

/// Whether calls pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// All of them.
    Closed,
    /// None, until then.
    Open(Instant),
    /// One did, to see how the backend is.
    Probing,
}

/// The leave to make one call. What came of it is told by [`Permit::settle`]; dropped before, nothing is known.
#[derive(Debug)]
pub(crate) struct Permit<'b> {
    breaker: &'b Breaker,
    generation: u64,
    probe: bool,
}

/// What a caller is told to wait for while a probe is out.
const PROBING: Duration = Duration::from_secs(1);

impl Breaker {
    /// `backend` is its name in the metrics.
    pub(crate) fn new(backend: &'static str, rules: Vec<BreakerRule>) -> Self {
        let now = Instant::now();
        let windows = rules.iter().map(|rule| Window::new(rule.trips, now)).collect();
        let state = Mutex::new(State { phase: Phase::Closed, generation: 0, windows });
        Self { backend, rules, state, trips: AtomicU64::new(0), refused: AtomicU64::new(0) }
    }

    /// The leave to make a call.
    ///
    /// # Errors
    /// How long to wait, where the backend is left alone.
    pub(crate) fn admit(&self, now: Instant) -> Result<Permit<'_>, Duration> {
        let mut state = self.lock();
        let probe = match state.phase {
            Phase::Closed => false,
            Phase::Open(until) if until <= now => {
                state.enter(Phase::Probing);
                true
            }
            Phase::Open(until) => return Err(until - now),
            Phase::Probing => return Err(PROBING),
        };
        Ok(Permit { breaker: self, generation: state.generation, probe })
    }

    /// Whether a call would be let pass then.
    pub(crate) fn admits(&self, at: Instant) -> bool {
        match self.lock().phase {
            Phase::Closed => true,
            Phase::Open(until) => until <= at,
            Phase::Probing => false,
        }
    }

    /// Counts a call that was refused.
    pub(crate) fn refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    /// The name of its backend.
    pub(crate) fn backend(&self) -> &'static str {
        self.backend
    }

    /// Whether calls pass now.
    pub(crate) fn phase(&self) -> Phase {
        self.lock().phase
    }

    /// How often it opened, and how many calls it refused.
    pub(crate) fn counts(&self) -> (u64, u64) {
        (self.trips.load(Ordering::Relaxed), self.refused.load(Ordering::Relaxed))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        self.generation += 1;
    }

    /// Counts what came of a call, and gives the wait of the rules that it broke, the longest.
    fn count(&mut self, rules: &[BreakerRule], outcome: Outcome, probe: bool, now: Instant) -> Option<Duration> {
        let mut longest = None;
        for (rule, window) in rules.iter().zip(&mut self.windows) {
            let Some(failed) = outcome.meets(rule.when) else { continue };
            let broken = window.count(failed, now) || (probe && failed);
            if broken {
                let asked = outcome.retry_after.filter(|_| rule.accept_retry_after);
                longest = longest.max(Some(asked.unwrap_or(rule.trip)));
            }
        }
        longest
    }
}

impl Permit<'_> {
    /// Tells what came of the call.
    pub(crate) fn settle(mut self, outcome: Outcome, now: Instant) {
        let mut state = self.breaker.lock();
        if state.generation != self.generation {
            return;
        }
        // A probe that tells nothing of the backend leaves the next call to be one.
        if self.probe && outcome.meets(&[]).is_none() {
            return;
        }
        let probe = std::mem::take(&mut self.probe);
        match state.count(&self.breaker.rules, outcome, probe, now) {
            Some(wait) => {
                state.enter(Phase::Open(now + wait));
                state.windows.iter_mut().for_each(Window::clear);
                self.breaker.trips.fetch_add(1, Ordering::Relaxed);
            }
            None if probe => {
                state.enter(Phase::Closed);
                state.windows.iter_mut().for_each(Window::clear);
            }
            None => {}
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if !self.probe {
            return;
        }
        let mut state = self.breaker.lock();
        if state.generation == self.generation {
            state.enter(Phase::Open(Instant::now()));
        }
    }
}
