//! The API `local`.

use gatewright_runtime::{Action, Api, Call, Dialect, Flow, Life, Models, Response, Subscription, Validate};
use crate::models;
use crate::gateway::Gateway;

pub mod operations;
pub mod schemas;

/// What the router and the log need to know of it.
pub static API: Api = Api {
    name: "local",
    prefix: "/v1",
    dialect: Dialect::OpenAi,
    subscription: Subscription {
        required: false,
        headers: &["ocp-apim-subscription-key"],
        query: Some("subscription-key"),
        bearer: true,
    },
    validate: Validate { request: Action::Prevent },
};

/// The models that its callers may name.
pub const MODELS: Models = &[&models::SMART];

/// The life of a call to an operation without policies of its own.
pub fn run<'c>(gateway: &'c Gateway, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        call.check_parameters()?;
        crate::gateway::inbound(gateway, call)?;
        inbound(gateway, call)?;
        call.check_body().await?;
        crate::gateway::backend(gateway, call)?;
        backend(gateway, call)?;
        let mut response = gateway.backends.local_by_model.send(call).await?;
        outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of `local`, before a call is sent.
pub fn inbound(_: &Gateway, _: &mut Call) -> Flow {
    Ok(())
}

/// The policies of `local`, as a call is sent.
pub fn backend(_: &Gateway, _: &mut Call) -> Flow {
    Ok(())
}

/// The policies of `local`, on an answer.
pub fn outbound(_: &Gateway, _: &mut Call, _: &mut Response) -> Flow {
    Ok(())
}

/// The policies of `local`, on an error that the gateway answers itself.
pub fn on_error(_: &Gateway, _: &mut Call, _: &mut Response) -> Flow {
    Ok(())
}

/// What is done to the answer that tells of an error in a call to an operation without policies of its own.
pub fn fail(gateway: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    on_error(gateway, call, response)?;
    crate::gateway::on_error(gateway, call, response)?;
    Ok(())
}
