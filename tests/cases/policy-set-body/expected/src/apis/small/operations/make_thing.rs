//! `POST /made`

use gatewright_runtime::{Call, Content, Flow, Life, Operation, RequestBody, expression, json};
use gatewright_runtime::expression::Variable;
use gatewright_runtime::json::{Checked, Json, Member, Object, required};
use gatewright_runtime::policy::SetBody;
use crate::apis::small;
use crate::apis::small::API;
use crate::gateway::Gateway;

pub static OPERATION: Operation = Operation {
    id: "makeThing",
    method: "POST",
    path: "/made",
    body: RequestBody::required(&[Content::json("application/json", body)]),
    ..Operation::of(&API)
};

/// The life of a call to `makeThing`.
pub fn run<'c>(gateway: &'c Gateway, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        call.check_parameters()?;
        call.read_body().await?;
        crate::gateway::inbound(gateway, call)?;
        small::inbound(gateway, call)?;
        inbound(gateway, call).await?;
        crate::gateway::backend(gateway, call)?;
        small::backend(gateway, call)?;
        let mut response = gateway.backends.small.send(call).await?;
        small::outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of this operation, before a call is sent.
pub async fn inbound(gateway: &Gateway, call: &mut Call) -> Flow {
    let template = [
        "{ \"model\": ",
        &*Variable::from(call.member("/model").text()?.into_owned()).to_json(),
        ", \"size\": ",
        &*Variable::from(expression::size(&*call.member("/model").text()?)).to_json(),
        ", \"note\": ",
        &*Variable::from(gateway.named_values.note.as_str()).to_json(),
        ", \"most\": ",
        gateway.named_values.most.to_string().as_str(),
        ",\n  \"text\": \"",
        &*expression::json_inside(&*call.member("/model").text()?),
        " of ",
        &*expression::json_inside(gateway.named_values.note.as_str()),
        "\" }\n",
    ].concat();
    SetBody { template: Some(&template), ..SetBody::DEFAULT }.inbound(call).await?;
    Ok(())
}

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("model", json::string)];
    json.object(&Object::of(MEMBERS))
}
