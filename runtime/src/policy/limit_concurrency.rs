//! `limit-concurrency`: so many calls of whatever has the same key at once.

use http::StatusCode;

use crate::call::Call;
use crate::fault::{Fault, Flow};
use crate::store::{Name, Place, State};

/// The policy. A call holds its place until the last byte of its answer has gone out, a stream too. Places are counted by
/// each gateway for itself, whatever its other counters are kept in: a gateway that died would hold them for ever.
#[derive(Debug, Clone, Copy)]
pub struct LimitConcurrency<'p> {
    /// What tells callers apart.
    pub key: &'p str,
    /// How many calls at once.
    pub max_count: u64,
    /// The name of its counters.
    pub counter: &'static str,
}

impl LimitConcurrency<'_> {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: LimitConcurrency<'static> = LimitConcurrency { key: "", max_count: 0, counter: "" };

    /// Takes a place for the call.
    ///
    /// # Errors
    /// 429 `concurrency_limit_exceeded`, at once.
    pub fn inbound(&self, state: &State, call: &mut Call) -> Flow {
        call.hold(self.enter(state)?);
        Ok(())
    }

    /// Takes a place for the policies that stand below; [`Call::leave`] gives it back.
    ///
    /// # Errors
    /// As [`LimitConcurrency::inbound`].
    pub fn enter(&self, state: &State) -> Flow<Place> {
        state.enter(&Name { counter: self.counter, key: self.key }, self.max_count).ok_or_else(too_many)
    }

    /// [`LimitConcurrency::inbound`], where it stands in the section `backend`.
    ///
    /// # Errors
    /// As there.
    pub fn backend(&self, state: &State, call: &mut Call) -> Flow {
        self.inbound(state, call)
    }
}

#[cold]
fn too_many() -> Fault {
    let message = "Too many calls are running at once. Try again when one of them has ended.";
    let fault = Fault::new(StatusCode::TOO_MANY_REQUESTS, "concurrency_limit_exceeded", message);
    fault.retry_after(std::time::Duration::from_secs(1)).by("limit-concurrency")
}
