//! `GET /things/{id}`

use gatewright_runtime::{
    Call, Flow, Life, Operation, RequestBody, RewriteUri, Streaming, parameter,
};
use gatewright_runtime::json::Text;
use crate::apis::small;
use crate::apis::small::API;
use crate::gateway::Gateway;

/// `getThing`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "getThing",
    api: &API,
    method: "GET",
    path: "/things/{id}",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `id`, in the path
    pub id: String,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            id: parameter::path(call, "id", &Text::ANY)?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}

/// The life of a call to `getThing`.
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
pub fn inbound(gateway: &Gateway, call: &mut Call) -> Flow {
    RewriteUri {
        template: &["/", crate::named_values::VERSION, "/thing?id={id}"].concat(),
        copy_unmatched_params: gateway.named_values.keep,
    }
        .apply(call)?;
    Ok(())
}
