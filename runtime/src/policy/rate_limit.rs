//! `rate-limit`: so many calls of a subscription in any stretch of time.

use std::time::Duration;

use super::limit::{self, Told};
use crate::call::Call;
use crate::fault::Flow;
use crate::store::{Name, Rate, State};

/// The policy. Of any stretch of time as long as the period, no more than `calls` are ever admitted. Calls without a
/// subscription are counted together, so leaving the key away is no way round the limit.
#[derive(Debug, Clone, Copy)]
pub struct RateLimit {
    /// How many calls.
    pub calls: u64,
    /// In which time.
    pub renewal_period: Duration,
    /// A further header that says, beside `Retry-After`, after how many seconds a refused call may be tried again.
    pub retry_after_header_name: &'static str,
    /// The header that says how many calls are left.
    pub remaining_calls_header_name: Option<&'static str>,
    /// The header that says how many there are in all.
    pub total_calls_header_name: Option<&'static str>,
    /// The name of its counters.
    pub counter: &'static str,
}

impl RateLimit {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: Self = Self {
        calls: 0,
        renewal_period: Duration::ZERO,
        retry_after_header_name: "retry-after",
        remaining_calls_header_name: None,
        total_calls_header_name: None,
        counter: "",
    };

    /// Counts the call.
    ///
    /// # Errors
    /// 429 `rate_limit_exceeded`; 503 `counters_unavailable` where the counters are away and the gateway fails closed.
    pub async fn inbound(&self, state: &State, call: &mut Call) -> Flow {
        let subscriber = call.subscription().cloned();
        let key = subscriber.as_ref().map_or("", |subscriber| subscriber.id.as_str());
        let told = Told {
            retry_after: self.retry_after_header_name,
            remaining: self.remaining_calls_header_name,
            total: self.total_calls_header_name,
        };
        let asked = (Rate::new(self.calls, self.renewal_period), 1);
        limit::take(state, call, "rate-limit", Name { counter: self.counter, key }, asked, told).await
    }
}
