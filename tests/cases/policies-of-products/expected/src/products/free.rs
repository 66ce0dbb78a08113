//! The policies of calls that come by the product `free`.

use gatewright_runtime::{Call, Flow, Response, policy::SetHeader};
use crate::gateway::Gateway;

/// The policies of the product `free`, before a call is sent.
pub fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    let value = [call.product_id().unwrap_or_default(), " for ", call.subscription_id().unwrap_or_default()].concat();
    SetHeader { name: "x-product", values: &[&value], ..SetHeader::DEFAULT }.inbound(call)?;
    Ok(())
}

/// The policies of the product `free`, on an answer.
pub fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    SetHeader { name: "x-limited", values: &["yes"], ..SetHeader::DEFAULT }.outbound(call, response)?;
    Ok(())
}
