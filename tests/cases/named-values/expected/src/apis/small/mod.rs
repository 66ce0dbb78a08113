//! The API `small`.

use gatewright_runtime::{Action, Api, Call, Dialect, Flow, Life, Response, Subscription, Validate, policy::SetHeader};
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

/// The policies of `small`, before a call is sent.
pub fn inbound(gateway: &Gateway, call: &mut Call) -> Flow {
    SetHeader {
        name: "x-secret",
        values: &[&[gateway.named_values.secret.expose(), gateway.named_values.secret_file.expose()].concat()],
        ..SetHeader::DEFAULT
    }.inbound(call)?;
    Ok(())
}

/// The policies of `small`, as a call is sent.
pub fn backend(_: &Gateway, _: &mut Call) -> Flow {
    Ok(())
}

/// The policies of `small`, on an answer.
pub fn outbound(gateway: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    SetHeader {
        name: "x-all",
        values: &[&[
            crate::named_values::TEXT,
            " ",
            "1000",
            " ",
            "1.5",
            " ",
            "true",
            " ",
            gateway.named_values.env.as_str(),
            " ",
            gateway.named_values.env_default.to_string().as_str(),
            " ",
            gateway.named_values.env_ratio.to_string().as_str(),
            " ",
            gateway.named_values.file.get().to_string().as_str(),
            " ",
            gateway.named_values.file_default.get().to_string().as_str(),
            " ",
            gateway.named_values.watched.get().to_string().as_str(),
            " ",
            gateway.named_values.type_.to_string().as_str(),
            " {{text}} ${x}",
        ].concat()],
        ..SetHeader::DEFAULT
    }.outbound(call, response)?;
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
