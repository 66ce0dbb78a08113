//! `GET /things`

use gatewright_runtime::{Call, Flow, Life, Operation, Response, expression, own};
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
        crate::gateway::product_inbound(gateway, call).await?;
        small::inbound(gateway, call).await?;
        inbound(gateway, call).await?;
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
pub async fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    if call.header("x-some") == "1" {
        let call_value = call.method().as_str().to_owned();
        let every = expression::to_uint(expression::size(call.request_id()))?;
        let text = call.header("x-text").into_owned();
        let policy = contoso_policies::marks::Stamp { call: &call_value, every: Some(every), text: &text };
        own::inbound("stamp", &policy, call).await?;
    }
    Ok(())
}

/// The policies of this operation, on an error that the gateway answers itself.
pub fn on_error(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    if call.header("x-some") == "1" {
        let call_value = call.method().as_str().to_owned();
        let policy = contoso_policies::marks::Stamp { call: &call_value, every: None, text: "wrong" };
        own::on_error("stamp", &policy, call, response)?;
    }
    Ok(())
}

/// What is done to the answer that tells of an error in a call to `listThings`.
pub fn fail(gateway: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    on_error(gateway, call, response)?;
    small::on_error(gateway, call, response)?;
    crate::gateway::on_error(gateway, call, response)?;
    Ok(())
}
