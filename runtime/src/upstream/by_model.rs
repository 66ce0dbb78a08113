//! Backends by model: the model that a call names says where it goes, and where else if that fails before its answer begins.

use super::backend::Backend;
use super::condition::Outcome;
use super::pool::Failover;
use crate::call::{Call, Routed};
use crate::fault::Flow;
use crate::model::Target;

/// What stands behind the models of one API.
#[derive(Debug)]
pub(crate) struct ByModelBackends {
    /// The API's own: for calls without a model, and for targets that name no other.
    own: Backend,
    /// Those that targets name.
    named: Vec<Backend>,
}

impl ByModelBackends {
    pub(crate) fn new(own: Backend, named: Vec<Backend>) -> Self {
        Self { own, named }
    }

    /// The name of the API's own backend.
    pub(crate) fn name(&self) -> &'static str {
        self.own.name()
    }

    fn backend(&self, target: &Target) -> &Backend {
        let named = target.backend.and_then(|name| self.named.iter().find(|backend| backend.name() == name));
        named.unwrap_or(&self.own)
    }

    /// Sends a call to the first target of its model, and to the next as long as one fails so that the model says so. What is no
    /// call of a model goes to the first alone.
    pub(crate) async fn send(&self, call: &mut Call) -> Flow<crate::Response> {
        let Some(Routed { model, .. }) = call.routed() else { return self.own.exchange(call).await };
        let mut targets = model.targets.iter().peekable();
        while let Some(target) = targets.next() {
            call.aim(target);
            if targets.peek().is_none() || !call.operation().falls_back() {
                return self.backend(target).exchange(call).await;
            }
            call.keep_body(Failover::DEFAULT.max_body);
            let ended = self.backend(target).exchange(call).await;
            let failed = Outcome::of_flow(&ended).meets(model.fallback) == Some(true);
            if !failed || !call.has_body_left() {
                return ended;
            }
            if let Ok(answer) = ended {
                let used = answer.status().is_success();
                call.give_up(answer, used).await;
            }
        }
        self.own.exchange(call).await
    }
}
