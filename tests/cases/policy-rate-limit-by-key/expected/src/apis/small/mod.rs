//! The API `small`.

use gatewright_runtime::{Action, Api, Call, Dialect, Flow, Life, Response, Subscription, Validate};
use gatewright_runtime::expression::Answer;
use gatewright_runtime::policy::RateLimitByKey;
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
        outbound(gateway, call, &mut response).await?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of `small`, before a call is sent.
pub async fn inbound(gateway: &Gateway, call: &mut Call) -> Flow {
    RateLimitByKey {
        counter: "api:small/inbound/rate-limit-by-key",
        calls: 5,
        renewal_period: Duration::from_secs(30),
        counter_key: "everybody",
        ..RateLimitByKey::DEFAULT
    }.inbound(&gateway.state, call).await?;
    RateLimitByKey {
        counter: "api:small/inbound/rate-limit-by-key-2",
        calls: 10,
        renewal_period: Duration::from_secs(60),
        counter_key: gateway.named_values.region.as_str(),
        increment_condition: true,
        increment_count: 3,
        retry_after_header_name: "x-wait",
        remaining_calls_header_name: Some("x-remaining"),
        total_calls_header_name: Some("x-total"),
        ..RateLimitByKey::DEFAULT
    }.inbound(&gateway.state, call).await?;
    let counter_key = call.caller_address();
    RateLimitByKey {
        counter: "api:small/inbound/failures",
        calls: 5,
        renewal_period: Duration::from_secs(60),
        counter_key: &counter_key,
        increment_after_response: true,
        retry_after_variable_name: Some("wait"),
        ..RateLimitByKey::DEFAULT
    }.inbound(&gateway.state, call).await.map_err(|fault| fault.in_policy("failures"))?;
    Ok(())
}

/// The policies of `small`, as a call is sent.
pub fn backend(_: &Gateway, _: &mut Call) -> Flow {
    Ok(())
}

/// The policies of `small`, on an answer.
pub async fn outbound(
    gateway: &Gateway,
    call: &mut Call,
    response: &mut Response,
) -> Flow {
    let increment_condition = Answer(response).status() == 401;
    RateLimitByKey { counter: "api:small/inbound/failures", increment_condition, ..RateLimitByKey::DEFAULT }
        .outbound(&gateway.state, call, response)
        .await
        .map_err(|fault| fault.in_policy("failures"))?;
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
