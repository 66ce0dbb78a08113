//! `POST /things`

use gatewright_runtime::{Call, Content, Flow, Life, Operation, RequestBody, Response, Streaming, expression};
use gatewright_runtime::expression::{Answer, Variable};
use gatewright_runtime::json::{Checked, Json, Object};
use gatewright_runtime::policy::{SetBody, Spliced};
use crate::apis::small;
use crate::apis::small::API;
use crate::gateway::Gateway;

pub static OPERATION: Operation = Operation {
    id: "addThing",
    method: "POST",
    path: "/things",
    body: RequestBody::optional(&[Content::json("application/json", body)]),
    streaming: Streaming::When("stream"),
    ..Operation::of(&API)
};

/// The life of a call to `addThing`.
pub fn run<'c>(gateway: &'c Gateway, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        call.check_parameters()?;
        crate::gateway::inbound(gateway, call)?;
        small::inbound(gateway, call)?;
        inbound(gateway, call).await?;
        call.check_body().await?;
        crate::gateway::backend(gateway, call)?;
        small::backend(gateway, call)?;
        call.ask_uncoded();
        let mut response = gateway.backends.small.send(call).await?;
        outbound(gateway, call, &mut response).await?;
        small::outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of this operation, before a call is sent.
pub async fn inbound(gateway: &Gateway, call: &mut Call) -> Flow {
    let value = Variable::from(0.2);
    let value_2 = Variable::from(call.header("x-user").into_owned());
    SetBody {
        set: &[
            Spliced { name: "/model", value: Variable::from("gpt-4o") },
            Spliced { name: "/stop/-", value: Variable::from(gateway.named_values.note.as_str()) },
            Spliced { name: "/temperature", value },
            Spliced { name: "/user", value: value_2 },
        ],
        remove: &["/seed", "/logit_bias"],
        ..SetBody::DEFAULT
    }.inbound(call).await.map_err(|fault| fault.in_policy("pinned"))?;
    Ok(())
}

/// The policies of this operation, on an answer.
pub async fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    expression::hold(call, response, true).await?;
    let value = Variable::from(Answer(response).member("/model").text_or("nobody")?.into_owned());
    SetBody {
        set: &[Spliced { name: "/by", value }],
        remove: &["/system_fingerprint"],
        buffer: true,
        ..SetBody::DEFAULT
    }.outbound(call, response).await?;
    Ok(())
}

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.object(&Object::ANY)
}
