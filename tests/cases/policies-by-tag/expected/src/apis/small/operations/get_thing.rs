//! `GET /things/{id}`

use gatewright_runtime::{Call, Flow, Life, Operation, Response, parameter::{TEXT, path}, policy::SetHeader};
use crate::apis::small;
use crate::apis::small::{API, tags};
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
        tags::big_things::inbound(gateway, call)?;
        inbound(gateway, call)?;
        call.check_body().await?;
        crate::gateway::backend(gateway, call)?;
        small::backend(gateway, call)?;
        let mut response = gateway.backends.small.send(call).await?;
        tags::big_things::outbound(gateway, call, &mut response)?;
        small::outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of this operation, before a call is sent.
pub fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    SetHeader { name: "x-own", values: &["operation"], ..SetHeader::DEFAULT }.inbound(call)?;
    Ok(())
}

/// What is done to the answer that tells of an error in a call to `getThing`.
pub fn fail(gateway: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    tags::big_things::on_error(gateway, call, response)?;
    small::on_error(gateway, call, response)?;
    crate::gateway::on_error(gateway, call, response)?;
    Ok(())
}
