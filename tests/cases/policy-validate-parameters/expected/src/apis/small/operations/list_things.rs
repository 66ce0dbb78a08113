//! `GET /things`

use gatewright_runtime::{Action, Call, Flow, Life, Operation};
use gatewright_runtime::parameter::{one_of, query};
use gatewright_runtime::policy::{NamedAction, ParameterActions, ValidateParameters};
use crate::apis::small;
use crate::apis::small::API;
use crate::apis::small::parameters::Kind;
use crate::gateway::Gateway;

pub static OPERATION: Operation = Operation {
    id: "listThings",
    method: "GET",
    path: "/things",
    parameters: &[query("kind", one_of::<Kind>())],
    ..Operation::of(&API)
};

/// The life of a call to `listThings`.
pub fn run<'c>(gateway: &'c Gateway, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        crate::gateway::inbound(gateway, call)?;
        small::inbound(gateway, call)?;
        inbound(gateway, call)?;
        call.check_parameters()?;
        call.check_body().await?;
        crate::gateway::backend(gateway, call)?;
        small::backend(gateway, call)?;
        let mut response = gateway.backends.small.send(call).await?;
        small::outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of this operation, before a call is sent.
pub fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    ValidateParameters {
        specified_parameter_action: Action::Prevent,
        unspecified_parameter_action: Action::Ignore,
        query: Some(ParameterActions {
            unspecified_parameter_action: Some(Action::Prevent),
            parameters: &[NamedAction { name: "kind", action: Action::Detect }],
            ..ParameterActions::DEFAULT
        }),
        ..ValidateParameters::DEFAULT
    }.inbound(call)?;
    Ok(())
}
