//! The API `small`.

use gatewright_runtime::{Action, Api, Call, Dialect, Flow, Life, Response, Subscription, Validate};
use gatewright_runtime::expression::Answer;
use gatewright_runtime::policy::SetHeader;
use crate::gateway::Gateway;

pub mod operations;

/// What the router and the log need to know of it.
pub static API: Api = Api {
    name: "small",
    prefix: "/small",
    dialect: Dialect::Problem,
    subscription: Subscription {
        required: true,
        headers: &["ocp-apim-subscription-key"],
        query: Some("subscription-key"),
        bearer: false,
    },
    validate: Validate { request: Action::Prevent },
};

/// The life of a call to an operation without policies of its own.
pub fn run<'c>(gateway: &'c Gateway, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        call.check_parameters()?;
        call.read_body().await?;
        crate::gateway::inbound(gateway, call)?;
        inbound(gateway, call)?;
        crate::gateway::backend(gateway, call)?;
        backend(gateway, call)?;
        let mut response = gateway.backends.small.send(call).await?;
        outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of `small`, before a call is sent.
pub fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    let value = call.header_or("x-user-id", call.subscription_id().unwrap_or_default()).into_owned();
    SetHeader { name: "x-caller", values: &[&value], ..SetHeader::DEFAULT }.inbound(call)?;
    let value = call.member("/model").text_or("none")?.into_owned();
    SetHeader { name: "x-model", values: &[&value], ..SetHeader::DEFAULT }.inbound(call)?;
    Ok(())
}

/// The policies of `small`, as a call is sent.
pub fn backend(_: &Gateway, _: &mut Call) -> Flow {
    Ok(())
}

/// The policies of `small`, on an answer.
pub fn outbound(gateway: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    let value = [gateway.named_values.region.as_str(), "/", &*Answer(response).header("x-ms-region")].concat();
    SetHeader { name: "x-region", values: &[&value], ..SetHeader::DEFAULT }.outbound(call, response)?;
    Ok(())
}

/// The policies of `small`, on an error that the gateway answers itself.
pub fn on_error(_: &Gateway, _: &mut Call, _: &mut Response) -> Flow {
    Ok(())
}

/// What is done to the answer that tells of an error in a call to an operation without policies of its own.
pub fn fail(gateway: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    on_error(gateway, call, response)?;
    crate::gateway::on_error(gateway, call, response)?;
    Ok(())
}
