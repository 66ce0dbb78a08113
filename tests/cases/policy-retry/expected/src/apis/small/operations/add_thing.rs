//! `POST /things`

use gatewright_runtime::{Call, Flow, Life, Operation, policy::Retry};
use std::time::Duration;
use crate::apis::small;
use crate::apis::small::API;
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
        crate::gateway::inbound(gateway, call)?;
        small::inbound(gateway, call)?;
        call.check_body().await?;
        call.defaults_to(&gateway.backends.azure);
        crate::gateway::backend(gateway, call)?;
        small::backend(gateway, call)?;
        backend(gateway, call).await?;
        let mut response = call.answered().await?;
        small::outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of this operation, as a call is sent.
pub async fn backend(gateway: &Gateway, call: &mut Call) -> Flow {
    let mut attempts = Retry { count: 2, interval: Duration::from_secs(0), ..Retry::DEFAULT }.attempts(call);
    loop {
        call.forward().await?;
        let again = gateway.named_values.patient;
        if !attempts.another(call, again).await {
            break;
        }
    }
    Ok(())
}
