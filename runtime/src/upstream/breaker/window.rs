//! Calls and failures of the last while, in bounded memory.

use std::time::Duration;

use tokio::time::Instant;

use super::Trips;

/// Into how many parts an interval is divided. A failure is forgotten at most a part too soon.
const PARTS: usize = 10;

/// What one rule remembers.
#[derive(Debug)]
pub(super) struct Window {
    trips: Trips,
    begun: Instant,
    parts: [Part; PARTS],
    consecutive: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Part {
    /// Which part of time since the beginning it counts.
    number: u128,
    calls: u32,
    failures: u32,
}

impl Window {
    pub(super) fn new(trips: Trips, now: Instant) -> Self {
        Self { trips, begun: now, parts: [Part::default(); PARTS], consecutive: 0 }
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.parts = [Part::default(); PARTS];
        self.consecutive = 0;
    }

    /// Counts a call, and tells whether this failure is one too many.
    pub(super) fn count(&mut self, failed: bool, now: Instant) -> bool {
        match self.trips {
            Trips::Consecutive(most) => {
                self.consecutive = if failed { self.consecutive.saturating_add(1) } else { 0 };
                self.consecutive >= most
            }
            Trips::Failures(most, interval) => {
                let (_, failures) = self.recent(failed, interval, now);
                failed && failures >= u64::from(most)
            }
            Trips::Percentage(percentage, interval, minimum) => {
                let (calls, failures) = self.recent(failed, interval, now);
                failed && calls >= u64::from(minimum) && failures * 100 >= calls * u64::from(percentage)
            }
        }
    }

    /// The calls and failures of the interval, this one among them.
    fn recent(&mut self, failed: bool, interval: Duration, now: Instant) -> (u64, u64) {
        let length = (interval.as_nanos() / PARTS as u128).max(1);
        let number = now.saturating_duration_since(self.begun).as_nanos() / length;
        let index = usize::try_from(number % PARTS as u128).unwrap_or_default();
        let part = &mut self.parts[index];
        if part.number != number {
            *part = Part { number, ..Part::default() };
        }
        part.calls = part.calls.saturating_add(1);
        part.failures = part.failures.saturating_add(failed.into());
        let recent = self.parts.iter().filter(|part| part.number + PARTS as u128 > number);
        recent.fold((0, 0), |(calls, failures), part| {
            (calls + u64::from(part.calls), failures + u64::from(part.failures))
        })
    }
}
