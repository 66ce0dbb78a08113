//! The policies of operations with the tag `Red Things`.

use gatewright_runtime::{Call, Flow, Response, policy::SetHeader};
use crate::apis::small;
use crate::gateway::Gateway;

/// The policies of `Red Things`, and all that it inherits, before a call is sent.
pub fn inbound(gateway: &Gateway, call: &mut Call) -> Flow {
    small::inbound(gateway, call)?;
    SetHeader { name: "x-colour", values: &["red"], ..SetHeader::DEFAULT }.inbound(call)?;
    Ok(())
}

/// The policies of `Red Things`, on an answer.
pub fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    SetHeader { name: "x-colour", values: &["red"], ..SetHeader::DEFAULT }.outbound(call, response)?;
    Ok(())
}
