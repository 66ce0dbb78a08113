//! `set-backend-service`: another backend for one call.

use crate::call::Call;
use crate::fault::Flow;
use crate::upstream::Backend;

/// The policy: one of the two says where the call goes.
#[derive(Debug, Clone, Copy)]
pub struct SetBackendService<'p> {
    /// A backend of the gateway file.
    pub backend_id: Option<&'p Backend>,
    /// A backend of which the gateway file says only the URL.
    pub base_url: Option<&'p Backend>,
}

impl SetBackendService<'_> {
    /// What holds where it isn't written.
    pub const DEFAULT: Self = Self { backend_id: None, base_url: None };

    /// Sends the call there. Of several the last one holds.
    ///
    /// # Errors
    /// None.
    pub fn inbound(&self, call: &mut Call) -> Flow {
        if let Some(backend) = self.backend_id.or(self.base_url) {
            call.set_backend(backend.clone());
        }
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
