//! `POST /things`

use gatewright_runtime::{Call, Flow, Life, Operation, policy::SetBackendService};
use crate::apis::other;
use crate::apis::other::API;
use crate::gateway::Gateway;

pub static OPERATION: Operation = Operation {
    id: "addThing",
    method: "POST",
    path: "/things",
    ..Operation::of(&API)
};

/// The life of a call to `addThing`.
pub fn run<'c>(gateway: &'c Gateway, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        call.check_parameters()?;
        inbound(gateway, call)?;
        call.check_body().await?;
        crate::gateway::backend(gateway, call)?;
        other::backend(gateway, call)?;
        let mut response = call.backend_or(&gateway.backends.other).send(call).await?;
        other::outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of this operation, and all that it inherits, before a call is sent.
pub fn inbound(gateway: &Gateway, call: &mut Call) -> Flow {
    SetBackendService { base_url: Some(&gateway.backends.to_far_url_v1), ..SetBackendService::DEFAULT }.inbound(call)?;
    Ok(())
}
