//! The policies of operations with the tag `Big Things`.

use gatewright_runtime::{Call, Flow, Response, policy::SetHeader};
use crate::gateway::Gateway;

/// The policies of `Big Things`, before a call is sent.
pub fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    SetHeader { name: "x-size", values: &["big"], ..SetHeader::DEFAULT }.inbound(call)?;
    Ok(())
}

/// The policies of `Big Things`, on an answer.
pub fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    SetHeader { name: "x-size", values: &["big"], ..SetHeader::DEFAULT }.outbound(call, response)?;
    Ok(())
}

/// The policies of `Big Things`, on an error that the gateway answers itself.
pub fn on_error(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    SetHeader { name: "x-size", values: &["big"], ..SetHeader::DEFAULT }.on_error(call, response)?;
    Ok(())
}
