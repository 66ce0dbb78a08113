//! The API `small`.

use gatewright_runtime::{Action, Api, Call, Dialect, Flow, Life, Response, Subscription, Validate, expression};
use gatewright_runtime::expression::{Answer, Variable};
use gatewright_runtime::policy::{RateLimitByKey, SetHeader, SetStatus, SetVariable};
use std::time::Duration;
use crate::gateway::Gateway;

pub mod operations;

/// What the router and the log need to know of it.
pub static API: Api = Api {
    name: "small",
    prefix: "/small",
    dialect: Dialect::Problem,
    subscription: Subscription {
        required: true,
        headers: &["api-key"],
        query: Some("subscription-key"),
        bearer: false,
    },
    validate: Validate { request: Action::Prevent },
};

/// The life of a call to an operation without policies of its own.
pub fn run<'c>(gateway: &'c Gateway, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        call.check_parameters()?;
        crate::gateway::inbound(gateway, call)?;
        inbound(gateway, call).await?;
        call.check_body().await?;
        crate::gateway::backend(gateway, call)?;
        backend(gateway, call)?;
        let mut response = gateway.backends.small.send(call).await?;
        outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of `small`, before a call is sent.
pub async fn inbound(gateway: &Gateway, call: &mut Call) -> Flow {
    let value = Variable::from(call.header_or("x-user-id", call.subscription_id().unwrap_or_default()).into_owned());
    SetVariable { name: "caller", value }.inbound(call)?;
    let value = Variable::from(call.header_or("x-correlation-id", call.request_id()).into_owned());
    SetVariable { name: "correlation", value }.inbound(call)?;
    let value = Variable::from(call.caller_address().starts_with("10.") || call.header("x-internal") == "true");
    SetVariable { name: "trusted", value }.inbound(call)?;
    SetVariable { name: "attempts", value: Variable::from(gateway.named_values.retries) }.inbound(call)?;
    let calls = if call.variable("trusted").boolean()? { 1000 } else { 60 };
    let counter_key = [call.subscription_id().unwrap_or_default(), ":", &*call.variable("caller").text()?].concat();
    let increment_condition = call.method().as_str() != "GET";
    RateLimitByKey {
        counter: "api:small/inbound/rate-limit-by-key",
        calls,
        renewal_period: Duration::from_secs(60),
        counter_key: &counter_key,
        increment_condition,
        ..RateLimitByKey::DEFAULT
    }.inbound(&gateway.state, call).await?;
    let value = call.variable("correlation").text()?.into_owned();
    SetHeader { name: "x-correlation-id", values: &[&value], ..SetHeader::DEFAULT }.inbound(call)?;
    let value = [call.api().name, "/", &*call.variable("caller").text()?].concat();
    SetHeader { name: "x-caller", values: &[&value], ..SetHeader::DEFAULT }.inbound(call)?;
    let value = call.product_id().unwrap_or("none").to_owned();
    SetHeader { name: "x-scope", values: &[&value], ..SetHeader::DEFAULT }.inbound(call)?;
    let value = expression::add(call.variable("attempts").int()?, 1_i64)?.to_string();
    SetHeader { name: "x-attempts", values: &[&value], ..SetHeader::DEFAULT }.inbound(call)?;
    Ok(())
}

/// The policies of `small`, as a call is sent.
pub fn backend(_: &Gateway, _: &mut Call) -> Flow {
    Ok(())
}

/// The policies of `small`, on an answer.
pub fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    let value = call.variable("correlation").text()?.into_owned();
    SetHeader { name: "x-correlation-id", values: &[&value], ..SetHeader::DEFAULT }.outbound(call, response)?;
    let value = Answer(response).header_or("x-ms-region", "unknown").into_owned();
    SetHeader { name: "x-region", values: &[&value], ..SetHeader::DEFAULT }.outbound(call, response)?;
    let value = call.variable("trusted").boolean()?.to_string();
    SetHeader { name: "x-trusted", values: &[&value], ..SetHeader::DEFAULT }.outbound(call, response)?;
    let code = expression::to_uint(if Answer(response).status() == 404 {
        410_i64
    } else {
        Answer(response).status()
    })?;
    SetStatus { code, ..SetStatus::DEFAULT }.outbound(call, response)?;
    Ok(())
}

/// The policies of `small`, on an error that the gateway answers itself.
pub fn on_error(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    let value = call.variable("correlation").text_or(call.request_id())?.into_owned();
    SetHeader { name: "x-correlation-id", values: &[&value], ..SetHeader::DEFAULT }.on_error(call, response)?;
    Ok(())
}

/// What is done to the answer that tells of an error in a call to an operation without policies of its own.
pub fn fail(gateway: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    on_error(gateway, call, response)?;
    crate::gateway::on_error(gateway, call, response)?;
    Ok(())
}
