//! `set-backend-service`: another backend for one call.

use crate::call::Call;
use crate::fault::Flow;
use crate::upstream::Backend;

/// The policy.
#[derive(Debug, Clone, Copy)]
pub struct SetBackendService<'p> {
    /// Where the call goes.
    pub backend_id: &'p Backend,
}

impl SetBackendService<'_> {
    /// Sends the call there. Of several the last one holds.
    ///
    /// # Errors
    /// None.
    pub fn inbound(&self, call: &mut Call) -> Flow {
        call.set_backend(self.backend_id.clone());
        Ok(())
    }

    /// As [`SetBackendService::inbound`].
    ///
    /// # Errors
    /// None.
    pub fn backend(&self, call: &mut Call) -> Flow {
        self.inbound(call)
    }
}
