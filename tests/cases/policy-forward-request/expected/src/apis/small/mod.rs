//! The API `small`.

use gatewright_runtime::{Action, Api, Call, Dialect, Flow, Life, Response, Subscription, Validate};
use gatewright_runtime::policy::{ForwardRequest, HttpVersion, SetHeader};
use std::time::Duration;
use crate::gateway::Gateway;

pub mod operations;

/// What the router and the log need to know of it.
pub static API: Api = Api {
    name: "small",
    prefix: "/small",
    dialect: Dialect::Problem,
    subscription: Subscription {
        required: false,
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
        inbound(gateway, call)?;
        call.check_body().await?;
        call.defaults_to(&gateway.backends.small);
        crate::gateway::backend(gateway, call)?;
        backend(gateway, call).await?;
        let mut response = call.answered().await?;
        outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of `small`, before a call is sent.
pub fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    SetHeader { name: "x-a", values: &["b"], ..SetHeader::DEFAULT }.inbound(call)?;
    Ok(())
}

/// The policies of `small`, as a call is sent.
pub async fn backend(gateway: &Gateway, call: &mut Call) -> Flow {
    ForwardRequest {
        timeout: Some(Duration::from_secs(120)),
        http_version: HttpVersion::V2or1,
        follow_redirects: true,
        buffer_request_body: true,
        fail_on_error_status_code: gateway.named_values.strict,
    }.backend(call).await?;
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
