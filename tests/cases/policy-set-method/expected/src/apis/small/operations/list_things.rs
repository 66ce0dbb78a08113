//! `GET /things`

use gatewright_runtime::{Call, Flow, Life, Operation, policy::SetMethod};
use crate::apis::small;
use crate::apis::small::API;
use crate::gateway::Gateway;

pub static OPERATION: Operation = Operation {
    id: "listThings",
    method: "GET",
    path: "/things",
    ..Operation::of(&API)
};

/// The life of a call to `listThings`.
pub fn run<'c>(gateway: &'c Gateway, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        call.check_parameters()?;
        crate::gateway::inbound(gateway, call)?;
        small::inbound(gateway, call)?;
        inbound(gateway, call)?;
        call.check_body().await?;
        crate::gateway::backend(gateway, call)?;
        small::backend(gateway, call)?;
        backend(gateway, call)?;
        let mut response = gateway.backends.small.send(call).await?;
        small::outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of this operation, before a call is sent.
pub fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    SetMethod { method: "POST" }.inbound(call)?;
    Ok(())
}

/// The policies of this operation, as a call is sent.
pub fn backend(_: &Gateway, call: &mut Call) -> Flow {
    SetMethod { method: "REPORT" }.backend(call).map_err(|fault| fault.in_policy("searched"))?;
    Ok(())
}
