//! `GET /things`

use gatewright_runtime::{Action, Call, Documented, Flow, Life, Operation, Response};
use gatewright_runtime::parameter::{one_of, query};
use gatewright_runtime::policy::{NamedAction, ValidateStatusCode};
use crate::apis::small;
use crate::apis::small::API;
use crate::apis::small::parameters::Kind;
use crate::gateway::Gateway;

pub static OPERATION: Operation = Operation {
    id: "listThings",
    method: "GET",
    path: "/things",
    parameters: &[query("kind", one_of::<Kind>())],
    answers: &[Documented { ..Documented::of("200") }, Documented { ..Documented::of("4XX") }],
    ..Operation::of(&API)
};

/// The life of a call to `listThings`.
pub fn run<'c>(gateway: &'c Gateway, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        call.check_parameters()?;
        crate::gateway::inbound(gateway, call)?;
        small::inbound(gateway, call)?;
        call.check_body().await?;
        crate::gateway::backend(gateway, call)?;
        small::backend(gateway, call)?;
        let mut response = gateway.backends.small.send(call).await?;
        outbound(gateway, call, &mut response)?;
        small::outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of this operation, on an answer.
pub fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    ValidateStatusCode {
        unspecified_status_code_action: Action::Detect,
        status_codes: &[
            NamedAction { name: "500", action: Action::Prevent },
            NamedAction { name: "503", action: Action::Ignore },
        ],
        ..ValidateStatusCode::DEFAULT
    }.outbound(call, response)?;
    Ok(())
}
