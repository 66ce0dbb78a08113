//! `retry`: a call that is sent again as long as a condition holds, before any of its answer went to the caller.

use std::time::Duration;

use crate::call::Call;
use crate::upstream::BackOff;

/// The policy. The emitted code is the loop around it: what stands below it, an attempt, the condition, and
/// [`Attempts::another`].
#[derive(Debug, Clone, Copy)]
pub struct Retry {
    /// How often the call is sent again at most.
    pub count: u64,
    /// The first wait.
    pub interval: Duration,
    /// What is added to it each time.
    pub delta: Option<Duration>,
    /// The longest wait; with it the waits more than double.
    pub max_interval: Option<Duration>,
    /// Whether the first time doesn't wait.
    pub first_fast_retry: bool,
    /// How many bytes of a body that still comes are kept.
    pub max_body: u64,
}

impl Retry {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: Self = Self {
        count: 0,
        interval: Duration::ZERO,
        delta: None,
        max_interval: None,
        first_fast_retry: false,
        max_body: 4 << 20,
    };

    /// Begins: from here on the body of the call is kept.
    pub fn attempts(self, call: &mut Call) -> Attempts {
        call.keep_body(self.max_body);
        Attempts { retry: self, made: 1 }
    }

    fn back_off(self) -> BackOff {
        match (self.delta, self.max_interval) {
            (Some(delta), Some(most)) => BackOff::Exponential(self.interval, delta, most),
            (Some(delta), None) => BackOff::Linear(self.interval, delta),
            (None, _) => BackOff::Fixed(self.interval),
        }
    }

    /// The wait after so many attempts, from 1.
    fn wait(self, attempts: u32) -> Duration {
        if self.first_fast_retry && attempts == 1 { Duration::ZERO } else { self.back_off().wait(attempts) }
    }
}

/// The attempts of one call.
#[derive(Debug)]
pub struct Attempts {
    retry: Retry,
    /// How many were made, the one that runs among them.
    made: u32,
}

impl Attempts {
    /// Whether another attempt is to be made, now that the wait before it is over. `again` is whether one is wanted. There
    /// is none once all were made, or where the body of the call can't be sent from its beginning; the last answer holds.
    pub async fn another(&mut self, call: &mut Call, again: bool) -> bool {
        if !again || u64::from(self.made) > self.retry.count || !call.has_body_left() {
            return false;
        }
        // Before the wait, so that others can have its connection meanwhile.
        call.drop_answer().await;
        let wait = self.retry.wait(self.made);
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        self.made += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(retry: Retry) -> Vec<f64> {
        (1..=4).map(|attempts| retry.wait(attempts).as_secs_f64()).collect()
    }

    #[test]
    fn the_attributes_that_are_there_give_the_form_of_the_waits() {
        let fixed = Retry { interval: Duration::from_secs(2), ..Retry::DEFAULT };
        assert_eq!(seconds(fixed), [2.0, 2.0, 2.0, 2.0]);
        let linear = Retry { delta: Some(Duration::from_secs(1)), ..fixed };
        assert_eq!(seconds(linear), [2.0, 3.0, 4.0, 5.0]);
        let fast = Retry { first_fast_retry: true, ..linear };
        assert_eq!(seconds(fast), [0.0, 3.0, 4.0, 5.0]);
        let exponential = Retry { max_interval: Some(Duration::from_secs(6)), ..linear };
        let waits = seconds(exponential);
        // 2, then 1, 3 and 7 times the delta more, give or take a fifth, and six at most.
        assert_eq!((waits[0], waits[3]), (2.0, 6.0));
        assert!((2.8..=3.2).contains(&waits[1]) && (4.4..=5.6).contains(&waits[2]), "{waits:?}");
    }
}
