//! A fragment: policies that stand in several places.

use gatewright_runtime::{Call, Flow, Response, own};
use crate::gateway::Gateway;

/// The policies of this fragment, before a call is sent.
pub async fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    let call_value = call.method().as_str().to_owned();
    let policy = contoso_policies::marks::Stamp { call: &call_value, every: None, text: "all" };
    own::inbound("stamp", &policy, call).await?;
    Ok(())
}

/// The policies of this fragment, on an error that the gateway answers itself.
pub fn on_error(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    let call_value = call.method().as_str().to_owned();
    let policy = contoso_policies::marks::Stamp { call: &call_value, every: None, text: "all" };
    own::on_error("stamp", &policy, call, response)?;
    Ok(())
}
