//! `rate-limit-by-key`: so many calls of whatever has the same key in any stretch of time.

use std::time::Duration;

use super::limit::{self, Told};
use crate::body::Response;
use crate::call::{Call, Later};
use crate::fault::Flow;
use crate::store::{Cost, Name, Rate, State};

/// The policy. Of any stretch of time as long as the period, no more than `calls` are ever admitted. Its counters are its
/// own: another policy with the same keys has others.
#[derive(Debug, Clone, Copy)]
pub struct RateLimitByKey<'p> {
    /// How many calls.
    pub calls: u64,
    /// In which time.
    pub renewal_period: Duration,
    /// What tells callers apart.
    pub counter_key: &'p str,
    /// Whether this call counts at all; one that doesn't is not refused either.
    pub increment_condition: bool,
    /// As how many calls it counts.
    pub increment_count: u64,
    /// Whether it counts when the backend has answered.
    pub increment_after_response: bool,
    /// A further header that says, beside `Retry-After`, after how many seconds a refused call may be tried again.
    pub retry_after_header_name: &'static str,
    /// A variable for those seconds.
    pub retry_after_variable_name: Option<&'static str>,
    /// The header that says how many calls are left.
    pub remaining_calls_header_name: Option<&'static str>,
    /// A variable for how many calls are left.
    pub remaining_calls_variable_name: Option<&'static str>,
    /// The header that says how many there are in all.
    pub total_calls_header_name: Option<&'static str>,
    /// The name of its counters.
    pub counter: &'static str,
}

impl RateLimitByKey<'_> {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: RateLimitByKey<'static> = RateLimitByKey {
        calls: 0,
        renewal_period: Duration::ZERO,
        counter_key: "",
        increment_condition: true,
        increment_count: 1,
        increment_after_response: false,
        retry_after_header_name: "retry-after",
        retry_after_variable_name: None,
        remaining_calls_variable_name: None,
        remaining_calls_header_name: None,
        total_calls_header_name: None,
        counter: "",
    };

    /// Counts the call.
    ///
    /// # Errors
    /// 429 `rate_limit_exceeded`; 503 `counters_unavailable` where the counters are away and the gateway fails closed.
    pub async fn inbound(&self, state: &State, call: &mut Call) -> Flow {
        let cost = if self.increment_condition { self.increment_count } else { 0 };
        let told = Told {
            retry_after: (self.retry_after_header_name, self.retry_after_variable_name),
            remaining: (self.remaining_calls_header_name, self.remaining_calls_variable_name),
            total: self.total_calls_header_name,
        };
        let rate = Rate::new(self.calls, self.renewal_period);
        let name = Name { counter: self.counter, key: self.counter_key };
        if self.increment_after_response {
            let later = Later { counter: self.counter, key: self.counter_key.to_owned(), rate };
            limit::take(state, call, "rate-limit-by-key", name, (rate, Cost::looked_at(1)), told).await?;
            call.count_later(later);
            return Ok(());
        }
        limit::take(state, call, "rate-limit-by-key", name, (rate, Cost::counted(cost)), told).await
    }

    /// Counts a call that [`RateLimitByKey::inbound`] has let through to be counted now.
    ///
    /// # Errors
    /// None: the call is through.
    pub async fn outbound(&self, state: &State, call: &mut Call, _: &mut Response) -> Flow {
        let cost = if self.increment_condition { self.increment_count } else { 0 };
        if let Some(Later { counter, key, rate }) = call.counts_now(self.counter).filter(|_| cost > 0) {
            state.count(&Name { counter, key: &key }, rate, cost).await;
        }
        Ok(())
    }
}
