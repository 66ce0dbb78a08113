//! `GET /things`

use gatewright_runtime::{Call, Flow, Life, Operation, Response, policy::{SetBackendService, SetHeader}};
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
        let mut response = call.backend_or(&gateway.backends.small).send(call).await?;
        outbound(gateway, call, &mut response)?;
        small::outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of this operation, before a call is sent.
pub fn inbound(gateway: &Gateway, call: &mut Call) -> Flow {
    SetBackendService { backend_id: Some(&gateway.backends.azure_paygo), ..SetBackendService::DEFAULT }
        .inbound(call)
        .map_err(|fault| fault.in_policy("elsewhere"))?;
    Ok(())
}

/// The policies of this operation, as a call is sent.
pub fn backend(gateway: &Gateway, call: &mut Call) -> Flow {
    SetBackendService { backend_id: Some(&gateway.backends.fleet), ..SetBackendService::DEFAULT }.backend(call)?;
    Ok(())
}

/// The policies of this operation, on an answer.
pub fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    SetHeader { name: "x-out", values: &["a"], ..SetHeader::DEFAULT }.outbound(call, response)?;
    Ok(())
}
