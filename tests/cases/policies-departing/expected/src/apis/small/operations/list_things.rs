//! `GET /things`

use gatewright_runtime::{Call, Flow, Life, Operation, policy::SetHeader};
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
        inbound(gateway, call)?;
        call.check_body().await?;
        crate::gateway::backend(gateway, call)?;
        small::backend(gateway, call)?;
        gateway.backends.small.send(call).await
    })
}

/// The policies of this operation, and all that it inherits, before a call is sent.
pub fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    SetHeader { name: "x-alone", values: &["yes"], ..SetHeader::DEFAULT }.inbound(call)?;
    Ok(())
}
