//! `GET /things/{id}`

use gatewright_runtime::{Call, Flow, Life, Operation, Response};
use gatewright_runtime::parameter::{TEXT, path};
use gatewright_runtime::policy::{RewriteUri, SetHeader};
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
        outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of this operation, and all that it inherits, before a call is sent.
pub fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    SetHeader { name: "x-own", values: &["api"], ..SetHeader::DEFAULT }
        .inbound(call)
        .map_err(|fault| fault.in_policy("own"))?;
    RewriteUri { template: "/one/{id}", ..RewriteUri::DEFAULT }.inbound(call)?;
    Ok(())
}

/// The policies of this operation, and all that it inherits, on an answer.
pub fn outbound(gateway: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    small::outbound(gateway, call, response)?;
    SetHeader { name: "x-out", values: &["operation"], ..SetHeader::DEFAULT }
        .outbound(call, response)
        .map_err(|fault| fault.in_policy("out"))?;
    Ok(())
}

/// What is done to the answer that tells of an error in a call to `getThing`.
pub fn fail(_: &Gateway, _: &mut Call, _: &mut Response) -> Flow {
    Ok(())
}
