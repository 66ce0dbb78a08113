//! The API `small`.

use gatewright_runtime::{Action, Api, Call, Dialect, Flow, Life, Response, Subscription, Validate};
use gatewright_runtime::policy::{ApiRate, OperationRate, RateLimit, SetHeader};
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
    RateLimit {
        counter: "api:small/inbound/rate-limit",
        calls: 100,
        renewal_period: Duration::from_secs(60),
        ..RateLimit::DEFAULT
    }.inbound(&gateway.state, call).await?;
    RateLimit {
        counter: "api:small/inbound/rate-limit-2",
        calls: 1000,
        renewal_period: Duration::from_secs(3600),
        remaining_calls_header_name: Some("x-remaining"),
        total_calls_header_name: Some("x-total"),
        ..RateLimit::DEFAULT
    }.inbound(&gateway.state, call).await?;
    RateLimit {
        counter: "api:small/inbound/burst",
        calls: 5,
        renewal_period: Duration::from_millis(100),
        retry_after_header_name: "x-wait",
        ..RateLimit::DEFAULT
    }.inbound(&gateway.state, call).await.map_err(|fault| fault.in_policy("burst"))?;
    RateLimit {
        counter: "api:small/inbound/rate-limit-4",
        calls: 50,
        renewal_period: Duration::from_secs(60),
        remaining_calls_variable_name: Some("left"),
        apis: &[ApiRate {
            name: "small",
            calls: 20,
            renewal_period: Duration::from_secs(60),
            operations: &[OperationRate { name: "listThings", calls: 3, renewal_period: Duration::from_secs(10) }],
        }],
        ..RateLimit::DEFAULT
    }.inbound(&gateway.state, call).await?;
    let value = call.variable("left").int_or(0)?.to_string();
    SetHeader { name: "x-left", values: &[&value], ..SetHeader::DEFAULT }.inbound(call)?;
    Ok(())
}

/// The policies of `small`, as a call is sent.
pub fn backend(_: &Gateway, _: &mut Call) -> Flow {
    Ok(())
}

/// The policies of `small`, on an answer.
pub fn outbound(_: &Gateway, _: &mut Call, _: &mut Response) -> Flow {
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
