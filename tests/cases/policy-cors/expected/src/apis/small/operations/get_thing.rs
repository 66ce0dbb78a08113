//! `GET /things/{id}`

use gatewright_runtime::{Call, CrossOrigin, Flow, Life, Operation, parameter::{TEXT, path}, policy::SetHeader};
use crate::apis::small;
use crate::apis::small::API;
use crate::gateway::Gateway;

pub static OPERATION: Operation = Operation {
    id: "getThing",
    method: "GET",
    path: "/things/{id}",
    parameters: &[path("id", TEXT)],
    ..Operation::of(&API)
};

/// The life of a call to `getThing`.
pub fn run<'c>(gateway: &'c Gateway, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        call.check_parameters()?;
        inbound(gateway, call)?;
        call.check_body().await?;
        crate::gateway::backend(gateway, call)?;
        small::backend(gateway, call)?;
        let mut response = gateway.backends.small.send(call).await?;
        small::outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// Which pages of other origins the policies of this operation, and all that it inherits, let call.
pub fn origins(gateway: &Gateway, request: &mut CrossOrigin) {
    crate::gateway::origins(gateway, request);
}

/// The policies of this operation, and all that it inherits, before a call is sent.
pub fn inbound(gateway: &Gateway, call: &mut Call) -> Flow {
    crate::gateway::inbound(gateway, call)?;
    SetHeader { name: "x-gateway", values: &["small"], ..SetHeader::DEFAULT }.inbound(call)?;
    Ok(())
}

/// Which pages of other origins may call `getThing`.
pub fn cross_origin(gateway: &Gateway, request: &mut CrossOrigin) {
    origins(gateway, request);
}
