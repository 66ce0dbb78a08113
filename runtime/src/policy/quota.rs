//! `quota`: so many calls, or bytes, of a subscription in each of the periods that follow one another.

use std::time::Duration;

use super::limit;
use crate::call::Call;
use crate::fault::Flow;
use crate::store::{Allowance, Name, Period, State};

/// The policy. Periods are counted from 0001-01-01T00:00:00Z: those of a day begin at midnight, those of a week on Monday,
/// in UTC. Calls without a subscription are counted together.
#[derive(Debug, Clone, Copy)]
pub struct Quota {
    /// How many calls.
    pub calls: Option<u64>,
    /// How many bytes of bodies, those of requests and answers together. The call that reaches the limit goes through.
    pub bandwidth: Option<u64>,
    /// How long a period is; zero: there is only one.
    pub renewal_period: Duration,
    /// The name of its counters.
    pub counter: &'static str,
}

impl Quota {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: Self = Self { calls: None, bandwidth: None, renewal_period: Duration::ZERO, counter: "" };

    /// Counts the call; its bytes are added when it has ended.
    ///
    /// # Errors
    /// 403 `quota_exceeded`; 503 `counters_unavailable` where the counters are away and the gateway fails closed.
    pub async fn inbound(&self, state: &State, call: &mut Call) -> Flow {
        let subscriber = call.subscription().cloned();
        let key = subscriber.as_ref().map_or("", |subscriber| subscriber.id.as_str());
        let period = Period::since_year_one(self.renewal_period);
        let limits = Allowance { period, calls: self.calls, bytes: self.bandwidth };
        limit::spend(state, call, "quota", Name { counter: self.counter, key }, (limits, 1)).await
    }
}
