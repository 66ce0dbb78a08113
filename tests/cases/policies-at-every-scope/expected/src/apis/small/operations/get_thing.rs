//! `GET /things/{id}`

use gatewright_runtime::{Call, Flow, Life, Operation, Response};
use gatewright_runtime::parameter::{TEXT, path};
use gatewright_runtime::policy::{ExistsAction, SetHeader, SetQueryParameter};
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
        backend(gateway, call)?;
        let mut response = gateway.backends.small.send(call).await?;
        outbound(gateway, call, &mut response)?;
        small::outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of this operation, before a call is sent.
pub fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    SetHeader { name: "x-scope", exists_action: ExistsAction::Override, values: &["operation"] }.inbound(call)?;
    SetHeader { name: "x-many", exists_action: ExistsAction::Append, values: &["a", "b"] }.inbound(call)?;
    SetHeader { name: "x-gone", exists_action: ExistsAction::Delete, ..SetHeader::DEFAULT }.inbound(call)?;
    SetQueryParameter { name: "scope", exists_action: ExistsAction::Skip, values: &["operation"] }.inbound(call)?;
    Ok(())
}

/// The policies of this operation, as a call is sent.
pub fn backend(_: &Gateway, call: &mut Call) -> Flow {
    SetHeader { name: "x-backend", exists_action: ExistsAction::Override, values: &["operation"] }.backend(call)?;
    Ok(())
}

/// The policies of this operation, on an answer.
pub fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    SetHeader { name: "x-out", exists_action: ExistsAction::Skip, values: &["operation"] }.outbound(call, response)?;
    Ok(())
}

/// The policies of this operation, on an error that the gateway answers itself.
pub fn on_error(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    SetHeader { name: "x-error", values: &["operation"], ..SetHeader::DEFAULT }.on_error(call, response)?;
    Ok(())
}

/// What is done to the answer that tells of an error in a call to `getThing`.
pub fn fail(gateway: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    on_error(gateway, call, response)?;
    small::on_error(gateway, call, response)?;
    crate::gateway::on_error(gateway, call, response)?;
    Ok(())
}
