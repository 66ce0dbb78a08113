//! `GET /things`

use gatewright_runtime::{Call, Flow, Life, Operation, Response, policy::SetBody};
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
        inbound(gateway, call).await?;
        call.check_body().await?;
        crate::gateway::backend(gateway, call)?;
        small::backend(gateway, call)?;
        backend(gateway, call).await?;
        let mut response = gateway.backends.small.send(call).await?;
        outbound(gateway, call, &mut response).await?;
        small::outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of this operation, before a call is sent.
pub async fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    SetBody { value: Some("{\"fixed\": true}"), ..SetBody::DEFAULT }.inbound(call).await?;
    Ok(())
}

/// The policies of this operation, as a call is sent.
pub async fn backend(gateway: &Gateway, call: &mut Call) -> Flow {
    SetBody { value: Some(&["note: ", gateway.named_values.note.as_str()].concat()), ..SetBody::DEFAULT }
        .backend(call)
        .await
        .map_err(|fault| fault.in_policy("noted"))?;
    Ok(())
}

/// The policies of this operation, on an answer.
pub async fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    SetBody { value: Some("two\nlines"), ..SetBody::DEFAULT }.outbound(call, response).await?;
    Ok(())
}

/// The policies of this operation, on an error that the gateway answers itself.
pub fn on_error(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    SetBody { value: Some(""), ..SetBody::DEFAULT }.on_error(call, response)?;
    Ok(())
}

/// What is done to the answer that tells of an error in a call to `listThings`.
pub fn fail(gateway: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    on_error(gateway, call, response)?;
    small::on_error(gateway, call, response)?;
    crate::gateway::on_error(gateway, call, response)?;
    Ok(())
}
