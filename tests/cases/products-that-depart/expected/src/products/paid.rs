//! The policies of calls that come by the product `paid`.

use gatewright_runtime::{Call, Flow, Response, policy::SetHeader};
use crate::gateway::Gateway;

/// The policies of the product `paid`, and all that it inherits, before a call is sent.
pub fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    SetHeader { name: "x-trail", values: &["gateway"], ..SetHeader::DEFAULT }.inbound(call)?;
    SetHeader { name: "x-product", values: &["paid"], ..SetHeader::DEFAULT }.inbound(call)?;
    Ok(())
}

/// The policies of the product `paid`, and all that it inherits, on an answer.
pub fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    SetHeader { name: "x-shown", values: &["paid"], ..SetHeader::DEFAULT }.outbound(call, response)?;
    Ok(())
}
