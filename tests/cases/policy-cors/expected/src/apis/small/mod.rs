//! The API `small`.

use gatewright_runtime::{Action, Api, Call, CrossOrigin, Dialect, Flow, Life, Response, Subscription, Validate};
use gatewright_runtime::policy::{Cors, SetHeader};
use std::time::Duration;
use crate::gateway::Gateway;

pub mod operations;
pub mod tags;

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
        inbound(gateway, call)?;
        call.check_body().await?;
        crate::gateway::backend(gateway, call)?;
        backend(gateway, call)?;
        let mut response = gateway.backends.small.send(call).await?;
        outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// Which pages of other origins may call an operation without policies of its own.
pub fn cross_origin(gateway: &Gateway, request: &mut CrossOrigin) {
    crate::gateway::origins(gateway, request);
    origins(gateway, request);
}

/// Which pages of other origins the policies of `small` let call.
pub fn origins(gateway: &Gateway, request: &mut CrossOrigin) {
    Cors {
        allow_credentials: true,
        allowed_origins: &[gateway.named_values.frontend.as_str(), "http://localhost:3000"],
        allowed_methods: &["GET", "POST"],
        preflight_result_max_age: Duration::from_secs(600),
        allowed_headers: &["Authorization", "Content-Type"],
        expose_headers: &["x-request-id"],
        ..Cors::DEFAULT
    }.decide(request);
}

/// The policies of `small`, before a call is sent.
pub fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    SetHeader { name: "x-gateway", values: &["small"], ..SetHeader::DEFAULT }.inbound(call)?;
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
