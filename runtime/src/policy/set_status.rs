//! `set-status`: another status for the answer.

use super::status;
use crate::body::Response;
use crate::call::Call;
use crate::fault::{Fault, Flow};

/// The policy.
#[derive(Debug, Clone, Copy)]
pub struct SetStatus<'p> {
    /// The status code, from 200 to 599.
    pub code: u64,
    /// The words behind it; `None`: those of the standard.
    pub reason: Option<&'p str>,
}

impl SetStatus<'_> {
    /// What holds where it isn't written.
    pub const DEFAULT: Self = Self { code: 200, reason: None };

    /// Sets the status of the answer.
    ///
    /// # Errors
    /// 500 for a code or a reason that no status line may hold.
    pub fn outbound(&self, _: &mut Call, response: &mut Response) -> Flow {
        status::set(response, self.code, self.reason).ok_or_else(|| {
            Fault::internal("set-status: no status line can hold the code and the reason").by("set-status")
        })
    }

    /// Sets the status of the answer.
    ///
    /// # Errors
    /// As [`SetStatus::outbound`].
    pub fn on_error(&self, call: &mut Call, response: &mut Response) -> Flow {
        self.outbound(call, response)
    }
}
