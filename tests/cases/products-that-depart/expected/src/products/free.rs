//! The policies of calls that come by the product `free`.

use gatewright_runtime::{Call, Flow, policy::SetHeader};
use crate::gateway::Gateway;

/// The policies of the product `free`, before a call is sent.
pub fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    SetHeader { name: "x-product", values: &["free"], ..SetHeader::DEFAULT }.inbound(call)?;
    Ok(())
}
