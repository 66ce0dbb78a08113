//! `GET /things`

use gatewright_runtime::{Call, Documented, Example, Flow, Life, Operation};
use gatewright_runtime::parameter::{one_of, query};
use gatewright_runtime::policy::MockResponse;
use crate::apis::small;
use crate::apis::small::API;
use crate::apis::small::parameters::Kind;
use crate::gateway::Gateway;

pub static OPERATION: Operation = Operation {
    id: "listThings",
    method: "GET",
    path: "/things",
    parameters: &[query("kind", one_of::<Kind>())],
    answers: &[
        Documented {
            examples: &[
                Example { media_type: "application/json", body: "{\"colour\":\"red\"}" },
                Example { media_type: "application/json", body: "{\"colour\":\"blue\"}" },
                Example { media_type: "text/plain", body: "mock" },
            ],
            ..Documented::of("200")
        },
        Documented {
            examples: &[Example { media_type: "application/json", body: "{\"error\":\"error\"}" }],
            ..Documented::of("4XX")
        },
    ],
    ..Operation::of(&API)
};

/// The life of a call to `listThings`.
pub fn run<'c>(gateway: &'c Gateway, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        call.check_parameters()?;
        crate::gateway::inbound(gateway, call)?;
        small::inbound(gateway, call)?;
        inbound(gateway, call)?;
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
    MockResponse { status_code: 200, index: 1, ..MockResponse::DEFAULT }.inbound(call)?;
    Ok(())
}
