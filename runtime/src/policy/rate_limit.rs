//! `rate-limit`: so many calls of a subscription in any stretch of time.

use std::time::Duration;

use super::limit::{self, Told};
use crate::call::Call;
use crate::fault::Flow;
use crate::store::{Cost, Name, Rate, State};

/// A rate of the calls to one API, beside the whole.
#[derive(Debug, Clone, Copy)]
pub struct ApiRate<'p> {
    /// The API.
    pub name: &'static str,
    /// How many calls.
    pub calls: u64,
    /// In which time.
    pub renewal_period: Duration,
    /// Rates of its operations.
    pub operations: &'p [OperationRate],
}

impl ApiRate<'_> {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: Self = Self { name: "", calls: 0, renewal_period: Duration::ZERO, operations: &[] };
}

/// A rate of the calls to one operation, beside those of its API.
#[derive(Debug, Clone, Copy)]
pub struct OperationRate {
    /// The operation's id.
    pub name: &'static str,
    /// How many calls.
    pub calls: u64,
    /// In which time.
    pub renewal_period: Duration,
}

/// The policy. Of any stretch of time as long as the period, no more than `calls` are ever admitted. Calls without a
/// subscription are counted together, so leaving the key away is no way round the limit.
#[derive(Debug, Clone, Copy)]
pub struct RateLimit<'p> {
    /// How many calls.
    pub calls: u64,
    /// In which time.
    pub renewal_period: Duration,
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
    /// Rates of single APIs.
    pub apis: &'p [ApiRate<'p>],
    /// The name of its counters.
    pub counter: &'static str,
}

impl RateLimit<'_> {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: Self = Self {
        calls: 0,
        renewal_period: Duration::ZERO,
        retry_after_header_name: "retry-after",
        retry_after_variable_name: None,
        remaining_calls_variable_name: None,
        remaining_calls_header_name: None,
        total_calls_header_name: None,
        apis: &[],
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
            retry_after: (self.retry_after_header_name, self.retry_after_variable_name),
            remaining: (self.remaining_calls_header_name, self.remaining_calls_variable_name),
            total: self.total_calls_header_name,
        };
        let api = self.apis.iter().find(|api| api.name == call.api().name);
        if let Some(api) = api {
            let name = format!("{}/{}", self.counter, api.name);
            let operation = api.operations.iter().find(|operation| operation.name == call.operation().id);
            if let Some(operation) = operation {
                let name = format!("{name}/{}", operation.name);
                let rate = Rate::new(operation.calls, operation.renewal_period);
                take(state, call, Name { counter: &name, key }, rate, told).await?;
            }
            let rate = Rate::new(api.calls, api.renewal_period);
            take(state, call, Name { counter: &name, key }, rate, told).await?;
        }
        let rate = Rate::new(self.calls, self.renewal_period);
        take(state, call, Name { counter: self.counter, key }, rate, told).await
    }
}

async fn take(state: &State, call: &mut Call, name: Name<'_>, rate: Rate, told: Told) -> Flow {
    limit::take(state, call, "rate-limit", name, (rate, Cost::counted(1)), told).await
}
