//! `quota-by-key`: so many calls, or bytes, of whatever has the same key in each of the periods that follow one another.

use std::time::Duration;

use super::limit;
use crate::call::Call;
use crate::fault::{Fault, Flow};
use crate::store::{Allowance, Name, Period, State};

/// The policy.
#[derive(Debug, Clone, Copy)]
pub struct QuotaByKey<'p> {
    /// What tells callers apart.
    pub counter_key: &'p str,
    /// How many calls.
    pub calls: Option<u64>,
    /// How many bytes of bodies, those of requests and answers together. The call that reaches the limit goes through.
    pub bandwidth: Option<u64>,
    /// How long a period is; zero: there is only one.
    pub renewal_period: Duration,
    /// Whether this call counts at all; one that doesn't is refused all the same once nothing is left.
    pub increment_condition: bool,
    /// As how many calls it counts.
    pub increment_count: u64,
    /// When a period begins, as RFC 3339 writes times; the others follow from it and from their length.
    pub first_period_start: &'static str,
    /// The name of its counters.
    pub counter: &'static str,
}

impl QuotaByKey<'_> {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: QuotaByKey<'static> = QuotaByKey {
        counter_key: "",
        calls: None,
        bandwidth: None,
        renewal_period: Duration::ZERO,
        increment_condition: true,
        increment_count: 1,
        first_period_start: "0001-01-01T00:00:00Z",
        counter: "",
    };

    /// Counts the call; its bytes are added when it has ended.
    ///
    /// # Errors
    /// 403 `quota_exceeded`; 503 `counters_unavailable` where the counters are away and the gateway fails closed; 500
    /// where the first period starts at no time.
    pub async fn inbound(&self, state: &State, call: &mut Call) -> Flow {
        let wrong = || Fault::internal("quota-by-key: `first-period-start` is no time").by("quota-by-key");
        let period = Period::since(self.first_period_start, self.renewal_period).ok_or_else(wrong)?;
        let limits = Allowance { period, calls: self.calls, bytes: self.bandwidth };
        let cost = if self.increment_condition { self.increment_count } else { 0 };
        let name = Name { counter: self.counter, key: self.counter_key };
        limit::spend(state, call, "quota-by-key", name, (limits, cost)).await
    }
}
