//! `GET /things`

use gatewright_runtime::{Call, Flow, Life, Operation, Response};
use gatewright_runtime::expression::{Answer, Variable};
use gatewright_runtime::parameter::{TEXT, query};
use gatewright_runtime::policy::{ForwardRequest, Retry, SetBackendService, SetHeader, SetVariable};
use std::time::Duration;
use crate::apis::small;
use crate::apis::small::API;
use crate::gateway::Gateway;

pub static OPERATION: Operation = Operation {
    id: "listThings",
    method: "GET",
    path: "/things",
    parameters: &[query("kind", TEXT).required()],
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
        call.defaults_to(&gateway.backends.azure);
        crate::gateway::backend(gateway, call)?;
        small::backend(gateway, call)?;
        backend(gateway, call).await?;
        let mut response = call.answered().await?;
        outbound(gateway, call, &mut response)?;
        small::outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of this operation, before a call is sent.
pub fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    let value = Variable::from(false);
    SetVariable { name: "tried", value }.inbound(call)?;
    Ok(())
}

/// The policies of this operation, as a call is sent.
pub async fn backend(gateway: &Gateway, call: &mut Call) -> Flow {
    let mut attempts = Retry {
        count: 3,
        interval: Duration::from_secs(1),
        delta: Some(Duration::from_millis(500)),
        max_interval: Some(Duration::from_secs(4)),
        first_fast_retry: true,
        max_body: gatewright_runtime::MIB,
    }.attempts(call);
    loop {
        if call.variable("tried").boolean()? {
            SetBackendService { backend_id: Some(&gateway.backends.azure_paygo), ..SetBackendService::DEFAULT }
                .backend(call)?;
        }
        let value = Variable::from(true);
        SetVariable { name: "tried", value }.backend(call)?;
        ForwardRequest { timeout: Some(Duration::from_secs(120)), ..ForwardRequest::DEFAULT }.backend(call).await?;
        call.forward().await?;
        let response = call.attempted()?;
        let again = [429, 503].contains(&Answer(response).status())
            || Answer(response).has_header("retry-after");
        if !attempts.another(call, again).await {
            break;
        }
    }
    Ok(())
}

/// The policies of this operation, on an answer.
pub fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    let value = call.parameter("kind")?.into_owned();
    SetHeader { name: "x-kind", values: &[&value], ..SetHeader::DEFAULT }.outbound(call, response)?;
    Ok(())
}
