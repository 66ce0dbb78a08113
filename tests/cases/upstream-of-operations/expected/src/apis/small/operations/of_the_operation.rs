//! `PUT /a`

use gatewright_runtime::{Call, Life, Operation, RequestBody, Streaming};
use crate::apis::small;
use crate::apis::small::API;
use crate::gateway::Gateway;

/// `ofTheOperation`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "ofTheOperation",
    api: &API,
    method: "PUT",
    path: "/a",
    parameters: |_| Ok(()),
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// The life of a call to `ofTheOperation`.
pub fn run<'c>(gateway: &'c Gateway, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        call.check_parameters()?;
        crate::gateway::inbound(gateway, call)?;
        small::inbound(gateway, call)?;
        call.check_body().await?;
        crate::gateway::backend(gateway, call)?;
        small::backend(gateway, call)?;
        let mut response = gateway.backends.small_third_example.send(call).await?;
        small::outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}
