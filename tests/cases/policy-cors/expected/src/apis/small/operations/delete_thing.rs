//! `DELETE /things/{id}`

use gatewright_runtime::{Call, Life, Operation, parameter::{TEXT, path}};
use crate::apis::small;
use crate::apis::small::API;
use crate::gateway::Gateway;

pub static OPERATION: Operation = Operation {
    id: "deleteThing",
    method: "DELETE",
    path: "/things/{id}",
    parameters: &[path("id", TEXT)],
    ..Operation::of(&API)
};

/// The life of a call to `deleteThing`.
pub fn run<'c>(gateway: &'c Gateway, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        call.check_parameters()?;
        call.check_body().await?;
        crate::gateway::backend(gateway, call)?;
        small::backend(gateway, call)?;
        let mut response = gateway.backends.small.send(call).await?;
        small::outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}
