//! `POST /things`

use gatewright_runtime::{Call, Flow, Life, Operation, expression::{self, Variable}, policy::ReturnResponse};
use crate::apis::small;
use crate::apis::small::API;
use crate::gateway::Gateway;

pub static OPERATION: Operation = Operation {
    id: "addThing",
    method: "POST",
    path: "/things",
    ..Operation::of(&API)
};

/// The life of a call to `addThing`.
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
    let template = [
        "{ \"by\": ",
        &*Variable::from(call.header("x-by").into_owned()).to_json(),
        ", \"say\": \"no, ",
        &*expression::json_inside(gateway.named_values.note.as_str()),
        "\" }",
    ].concat();
    ReturnResponse { status: 409, template: Some(&template), ..ReturnResponse::DEFAULT }.inbound(call)?;
    Ok(())
}
