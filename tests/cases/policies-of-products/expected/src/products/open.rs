//! The policies of calls that come by the product `open`.

use gatewright_runtime::{Call, Flow, policy::ReturnResponse};
use crate::gateway::Gateway;

/// The policies of the product `open`, before a call is sent.
pub fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    ReturnResponse { status: 403, ..ReturnResponse::DEFAULT }.inbound(call)?;
    Ok(())
}
