//! A fragment: policies that stand in several places.

use gatewright_runtime::{Call, Flow, Response, policy::SetHeader};
use crate::gateway::Gateway;

/// The policies of this fragment, before a call is sent.
pub fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    SetHeader { name: "x-marked", values: &["yes"], ..SetHeader::DEFAULT }.inbound(call)?;
    Ok(())
}

/// The policies of this fragment, on an answer.
pub fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    SetHeader { name: "x-marked", values: &["yes"], ..SetHeader::DEFAULT }.outbound(call, response)?;
    Ok(())
}
