//! `GET /things`

use gatewright_runtime::{Call, Flow, Life, Operation, Response};
use gatewright_runtime::expression::{Answer, Variable};
use gatewright_runtime::parameter::{one_of, query};
use gatewright_runtime::policy::{ReturnResponse, SetHeader, SetStatus, SetVariable};
use crate::apis::small;
use crate::apis::small::API;
use crate::apis::small::parameters::Kind;
use crate::gateway::Gateway;

pub static OPERATION: Operation = Operation {
    id: "listThings",
    method: "GET",
    path: "/things",
    parameters: &[query("kind", one_of::<Kind>()).required()],
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
    if call.parameter("kind")? == "red" {
        SetVariable { name: "team", value: Variable::from("red") }.inbound(call)?;
        let value = call.parameter("kind")?.into_owned();
        SetHeader { name: "x-kind", values: &[&value], ..SetHeader::DEFAULT }.inbound(call)?;
    } else if gateway.named_values.strict {
        ReturnResponse { status: 403, ..ReturnResponse::DEFAULT }.inbound(call)?;
    } else {
        SetVariable { name: "team", value: Variable::from("none") }.inbound(call)?;
    }
    let value = call.variable("team").text()?.into_owned();
    SetHeader { name: "x-team", values: &[&value], ..SetHeader::DEFAULT }.inbound(call)?;
    Ok(())
}

/// The policies of this operation, on an answer.
pub fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    if Answer(response).status() >= 500 {
        SetStatus { code: 502, ..SetStatus::DEFAULT }.outbound(call, response)?;
    }
    Ok(())
}
