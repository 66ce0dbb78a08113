//! `quota`: so many calls, or bytes, of a subscription in each of the periods that follow one another.

use std::time::Duration;

use super::limit;
use crate::call::Call;
use crate::fault::Flow;
use crate::store::{Allowance, Name, Period, State};

/// A quota of the calls to one API, beside the whole.
#[derive(Debug, Clone, Copy)]
pub struct ApiQuota<'p> {
    /// The API.
    pub name: &'static str,
    /// How many calls.
    pub calls: Option<u64>,
    /// How many bytes.
    pub bandwidth: Option<u64>,
    /// How long a period is.
    pub renewal_period: Duration,
    /// Quotas of its operations.
    pub operations: &'p [OperationQuota],
}

impl ApiQuota<'_> {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: Self =
        Self { name: "", calls: None, bandwidth: None, renewal_period: Duration::ZERO, operations: &[] };
}

/// A quota of the calls to one operation, beside those of its API.
#[derive(Debug, Clone, Copy)]
pub struct OperationQuota {
    /// The operation's id.
    pub name: &'static str,
    /// How many calls.
    pub calls: Option<u64>,
    /// How many bytes.
    pub bandwidth: Option<u64>,
    /// How long a period is.
    pub renewal_period: Duration,
}

impl OperationQuota {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: Self = Self { name: "", calls: None, bandwidth: None, renewal_period: Duration::ZERO };
}

/// The policy. Periods are counted from 0001-01-01T00:00:00Z: those of a day begin at midnight, those of a week on Monday,
/// in UTC. Calls without a subscription are counted together.
#[derive(Debug, Clone, Copy)]
pub struct Quota<'p> {
    /// How many calls.
    pub calls: Option<u64>,
    /// How many bytes of bodies, those of requests and answers together. The call that reaches the limit goes through.
    pub bandwidth: Option<u64>,
    /// How long a period is; zero: there is only one.
    pub renewal_period: Duration,
    /// Quotas of single APIs.
    pub apis: &'p [ApiQuota<'p>],
    /// The name of its counters.
    pub counter: &'static str,
}

impl Quota<'_> {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: Self =
        Self { calls: None, bandwidth: None, renewal_period: Duration::ZERO, apis: &[], counter: "" };

    /// Counts the call; its bytes are added when it has ended.
    ///
    /// # Errors
    /// 403 `quota_exceeded`; 503 `counters_unavailable` where the counters are away and the gateway fails closed.
    pub async fn inbound(&self, state: &State, call: &mut Call) -> Flow {
        let subscriber = call.subscription().cloned();
        let key = subscriber.as_ref().map_or("", |subscriber| subscriber.id.as_str());
        let api = self.apis.iter().find(|api| api.name == call.api().name);
        if let Some(api) = api {
            let name = format!("{}/{}", self.counter, api.name);
            let operation = api.operations.iter().find(|operation| operation.name == call.operation().id);
            if let Some(operation) = operation {
                let name = format!("{name}/{}", operation.name);
                let quota = allowance(operation.renewal_period, operation.calls, operation.bandwidth);
                limit::spend(state, call, "quota", Name { counter: &name, key }, (quota, 1)).await?;
            }
            let quota = allowance(api.renewal_period, api.calls, api.bandwidth);
            limit::spend(state, call, "quota", Name { counter: &name, key }, (quota, 1)).await?;
        }
        let quota = allowance(self.renewal_period, self.calls, self.bandwidth);
        limit::spend(state, call, "quota", Name { counter: self.counter, key }, (quota, 1)).await
    }
}

fn allowance(renewal_period: Duration, calls: Option<u64>, bytes: Option<u64>) -> Allowance {
    Allowance { period: Period::since_year_one(renewal_period), calls, bytes }
}
