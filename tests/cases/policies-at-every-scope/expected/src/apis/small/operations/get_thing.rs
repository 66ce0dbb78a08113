//! `GET /things/{id}`

use gatewright_runtime::{
    Call, ExistsAction, Fault, Flow, Life, Operation, RequestBody, Response, SetHeader,
    SetQueryParameter, Streaming, parameter,
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
        backend(gateway, call)?;
        let mut response = gateway.backends.small.send(call).await?;
        outbound(gateway, call, &mut response)?;
        small::outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of this operation, before a call is sent.
pub fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    SetHeader {
        name: "x-scope",
        exists_action: ExistsAction::Override,
        values: &["operation"],
    }
        .request(call)?;
    SetHeader {
        name: "x-many",
        exists_action: ExistsAction::Append,
        values: &["a", "b"],
    }
        .request(call)?;
    SetHeader {
        name: "x-gone",
        exists_action: ExistsAction::Delete,
        values: &[],
    }
        .request(call)?;
    SetQueryParameter {
        name: "scope",
        exists_action: ExistsAction::Skip,
        values: &["operation"],
    }
        .apply(call)?;
    Ok(())
}

/// The policies of this operation, as a call is sent.
pub fn backend(_: &Gateway, call: &mut Call) -> Flow {
    SetHeader {
        name: "x-backend",
        exists_action: ExistsAction::Override,
        values: &["operation"],
    }
        .request(call)?;
    Ok(())
}

/// The policies of this operation, on an answer.
pub fn outbound(_: &Gateway, _: &mut Call, response: &mut Response) -> Flow {
    SetHeader {
        name: "x-out",
        exists_action: ExistsAction::Skip,
        values: &["operation"],
    }
        .response(response)?;
    Ok(())
}

/// The policies of this operation, on an error that the gateway answers itself.
pub fn on_error(
    gateway: &Gateway,
    call: &mut Call,
    fault: &Fault,
    response: &mut Response,
) -> Flow {
    SetHeader {
        name: "x-error",
        exists_action: ExistsAction::Override,
        values: &["operation"],
    }
        .response(response)?;
    small::on_error(gateway, call, fault, response)
}
