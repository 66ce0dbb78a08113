//! A fragment: policies that stand in several places.

use gatewright_runtime::{Call, Flow, policy::ReturnResponse};
use crate::gateway::Gateway;

/// The policies of this fragment, before a call is sent.
pub fn inbound(gateway: &Gateway, call: &mut Call) -> Flow {
    crate::fragments::marked::inbound(gateway, call)?;
    if call.header("x-stop") == "1" {
        ReturnResponse { status: 403, ..ReturnResponse::DEFAULT }.inbound(call)?;
    }
    Ok(())
}
