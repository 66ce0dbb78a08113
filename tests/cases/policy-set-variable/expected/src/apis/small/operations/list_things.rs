//! `GET /things`

use gatewright_runtime::{Call, Flow, Life, Operation, Response, expression};
use gatewright_runtime::expression::{Answer, Variable};
use gatewright_runtime::policy::{SetHeader, SetVariable};
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
        backend(gateway, call)?;
        let mut response = gateway.backends.small.send(call).await?;
        outbound(gateway, call, &mut response)?;
        small::outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of this operation, before a call is sent.
pub fn inbound(gateway: &Gateway, call: &mut Call) -> Flow {
    SetVariable { name: "region", value: Variable::from(gateway.named_values.region.as_str()) }.inbound(call)?;
    SetVariable { name: "attempts", value: Variable::from(gateway.named_values.attempts) }.inbound(call)?;
    let value = Variable::from([gateway.named_values.region.as_str(), "/", call.method().as_str()].concat());
    SetVariable { name: "label", value }.inbound(call)?;
    let value = Variable::from(-0.5);
    SetVariable { name: "share", value }.inbound(call)?;
    let value = Variable::from(true);
    SetVariable { name: "quick", value }.inbound(call).map_err(|fault| fault.in_policy("quick"))?;
    Ok(())
}

/// The policies of this operation, as a call is sent.
pub fn backend(_: &Gateway, call: &mut Call) -> Flow {
    let value = Variable::from(expression::subtract(call.variable("attempts").int()?, 1_i64)?);
    SetVariable { name: "again", value }.backend(call)?;
    Ok(())
}

/// The policies of this operation, on an answer.
pub fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    let value = Variable::from(Answer(response).status() < 400);
    SetVariable { name: "good", value }.outbound(call, response)?;
    let value = expression::and(
        || expression::and(|| call.variable("good").boolean(), || Ok(call.variable("again").int()? > 0)),
        || Ok(call.variable("share").number()? < 0.0),
    )?.to_string();
    SetHeader { name: "x-good", values: &[&value], ..SetHeader::DEFAULT }.outbound(call, response)?;
    Ok(())
}

/// The policies of this operation, on an error that the gateway answers itself.
pub fn on_error(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    SetVariable { name: "label", value: Variable::from("none") }.on_error(call, response)?;
    let value = call.variable("label").text()?.into_owned();
    SetHeader { name: "x-label", values: &[&value], ..SetHeader::DEFAULT }.on_error(call, response)?;
    Ok(())
}

/// What is done to the answer that tells of an error in a call to `listThings`.
pub fn fail(gateway: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    on_error(gateway, call, response)?;
    small::on_error(gateway, call, response)?;
    crate::gateway::on_error(gateway, call, response)?;
    Ok(())
}
