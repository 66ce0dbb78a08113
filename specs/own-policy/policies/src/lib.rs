//! The policies of the gateway in the folder above.

pub mod budget;

use gatewright_runtime::own::InboundPolicy;
use gatewright_runtime::own::http::StatusCode;
use gatewright_runtime::{Call, Fault, Flow};

/// Refuses models that are not on the list.
pub struct AllowedModels<'p> {
    /// The model that is asked for.
    pub model: &'p str,
    /// Those that may be.
    pub models: &'p [&'p str],
}

impl InboundPolicy for AllowedModels<'_> {
    /// Ends the call with 403 for a model that is not on the list.
    async fn inbound(&self, _: &mut Call) -> Flow {
        if self.models.contains(&self.model) {
            return Ok(());
        }
        let fault =
            Fault::new(StatusCode::FORBIDDEN, "model_not_allowed", "This model is not on the list of this API.");
        Err(fault.param("/model"))
    }
}
