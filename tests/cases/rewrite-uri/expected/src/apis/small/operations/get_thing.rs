//! `GET /things/{id}`

use gatewright_runtime::{Call, Flow, Life, Operation, parameter::{TEXT, path}, policy::RewriteUri};
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
        crate::gateway::inbound(gateway, call)?;
        small::inbound(gateway, call)?;
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

/// The policies of this operation, before a call is sent.
pub fn inbound(gateway: &Gateway, call: &mut Call) -> Flow {
    RewriteUri {
        template: &["/", crate::named_values::VERSION, "/thing?id={id}"].concat(),
        copy_unmatched_params: gateway.named_values.keep,
    }.inbound(call)?;
    Ok(())
}
