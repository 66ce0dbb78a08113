//! `GET /things`

use gatewright_runtime::{Call, Flow, Life, Operation, Response, policy::{Header, ReturnResponse}};
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
        let mut response = gateway.backends.small.send(call).await?;
        outbound(gateway, call, &mut response)?;
        small::outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of this operation, before a call is sent.
pub fn inbound(gateway: &Gateway, call: &mut Call) -> Flow {
    ReturnResponse {
        status: 429,
        reason: Some("Slow down"),
        headers: &[
            Header { name: "retry-after", value: "10" },
            Header { name: "x-note", value: gateway.named_values.note.as_str() },
        ],
        body: Some("{\"error\": \"later\"}\n"),
        ..ReturnResponse::DEFAULT
    }.inbound(call)?;
    Ok(())
}

/// The policies of this operation, on an answer.
pub fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    ReturnResponse { status: 204, ..ReturnResponse::DEFAULT }.outbound(call, response)?;
    Ok(())
}

/// The policies of this operation, on an error that the gateway answers itself.
pub fn on_error(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    ReturnResponse { status: 503, ..ReturnResponse::DEFAULT }
        .on_error(call, response)
        .map_err(|fault| fault.in_policy("shut"))?;
    Ok(())
}

/// What is done to the answer that tells of an error in a call to `listThings`.
pub fn fail(gateway: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    on_error(gateway, call, response)?;
    small::on_error(gateway, call, response)?;
    crate::gateway::on_error(gateway, call, response)?;
    Ok(())
}
