//! `GET /things`

use gatewright_runtime::{
    Call, ExistsAction, Flow, Life, Operation, RequestBody, Response, SetHeader, Streaming,
};
use crate::apis::small;
use crate::apis::small::API;
use crate::gateway::Gateway;

/// `listThings`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "listThings",
    api: &API,
    method: "GET",
    path: "/things",
    parameters: |_| Ok(()),
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// The life of a call to `listThings`.
pub fn run<'c>(gateway: &'c Gateway, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        call.check_parameters()?;
        crate::gateway::inbound(gateway, call)?;
        small::inbound(gateway, call)?;
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

/// The policies of this operation, on an answer.
pub fn outbound(_: &Gateway, _: &mut Call, response: &mut Response) -> Flow {
    SetHeader {
        name: "x-own",
        exists_action: ExistsAction::Override,
        values: &["x"],
    }
        .response(response)?;
    Ok(())
}
