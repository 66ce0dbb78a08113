//! How fast streams of tokens are: until the first, and from one to the next.

use std::time::Duration;

use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::metrics::Called;

/// The bounds that OpenTelemetry's conventions advise for `gen_ai.server.time_to_first_token`, and beyond, in seconds.
pub(super) const FIRST: [f64; 19] =
    [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0, 20.0, 40.0, 80.0];
/// Those for `gen_ai.server.time_per_output_token`, and below, in seconds.
pub(super) const EACH: [f64; 16] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5];

type Times = Family<Called, Histogram, fn() -> Histogram>;

/// The pace of one stream.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pace {
    /// From the request's head to the first token.
    pub(super) first: Duration,
    /// From one token to the next, on average; `None`: it isn't known how many there were, or there was one.
    pub(super) each: Option<Duration>,
}

impl Pace {
    /// Of a stream that took so long until its first token, and in all; `tokens`: of its completion.
    pub(super) fn of(first: Duration, all: Duration, tokens: Option<u64>) -> Self {
        let further = tokens.and_then(|tokens| tokens.checked_sub(1)).filter(|further| *further > 0);
        let each = further.map(|further| all.saturating_sub(first).div_f64(further as f64));
        Self { first, each }
    }
}

/// The metrics.
#[derive(Debug, Clone)]
pub(super) struct Paces {
    first: Times,
    each: Times,
}

impl Paces {
    pub(super) fn new(to: &mut Registry) -> Self {
        let first: fn() -> Histogram = || Histogram::new(FIRST);
        let each: fn() -> Histogram = || Histogram::new(EACH);
        let paces = Self { first: Family::new_with_constructor(first), each: Family::new_with_constructor(each) };
        let help = "From the request's head to the first token of a stream";
        to.register_with_unit("time_to_first_token", help, Unit::Seconds, paces.first.clone());
        let help = "From one token of a stream to the next, on average";
        to.register_with_unit("time_per_output_token", help, Unit::Seconds, paces.each.clone());
        paces
    }

    pub(super) fn observe(&self, called: &Called, pace: Pace) {
        self.first.get_or_create_owned(called).observe(pace.first.as_secs_f64());
        if let Some(each) = pace.each {
            self.each.get_or_create_owned(called).observe(each.as_secs_f64());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_token_is_none_of_those_that_follow() {
        let (first, all) = (Duration::from_millis(200), Duration::from_millis(1200));
        for (tokens, each) in
            [(Some(11), Some(100)), (Some(2), Some(1000)), (Some(1), None), (Some(0), None), (None, None)]
        {
            let each = each.map(Duration::from_millis);
            assert_eq!(Pace::of(first, all, tokens), Pace { first, each }, "{tokens:?}");
        }
    }
}
