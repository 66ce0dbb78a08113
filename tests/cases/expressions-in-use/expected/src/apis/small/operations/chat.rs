//! `POST /{deployment-id}/chat`

use gatewright_runtime::{Call, Content, Flow, Life, Operation, RequestBody, Response, expression, json};
use gatewright_runtime::expression::{Answer, Variable};
use gatewright_runtime::json::{Array, Checked, Json, Member, Object, optional, required};
use gatewright_runtime::parameter::{TEXT, path};
use gatewright_runtime::policy::{RewriteUri, SetHeader, SetQueryParameter, SetVariable};
use crate::apis::small;
use crate::apis::small::API;
use crate::gateway::Gateway;

pub static OPERATION: Operation = Operation {
    id: "chat",
    method: "POST",
    path: "/{deployment-id}/chat",
    parameters: &[path("deployment-id", TEXT)],
    body: RequestBody::required(&[Content::json("application/json", body)]),
    ..Operation::of(&API)
};

/// The life of a call to `chat`.
pub fn run<'c>(gateway: &'c Gateway, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        call.check_parameters()?;
        call.read_body().await?;
        crate::gateway::inbound(gateway, call)?;
        small::inbound(gateway, call).await?;
        inbound(gateway, call)?;
        crate::gateway::backend(gateway, call)?;
        small::backend(gateway, call)?;
        let mut response = gateway.backends.small.send(call).await?;
        outbound(gateway, call, &mut response)?;
        small::outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of this operation, before a call is sent.
pub fn inbound(gateway: &Gateway, call: &mut Call) -> Flow {
    let value = Variable::from(call.member("/model").text_or("gpt-4o")?.into_owned());
    SetVariable { name: "model", value }.inbound(call)?;
    let value = Variable::from(call.member("/max_tokens").int_or(256)?);
    SetVariable { name: "budget", value }.inbound(call)?;
    let value = if call.member("/user").is_present() {
        call.member("/user").text()?.into_owned()
    } else {
        call.variable("caller").text()?.into_owned()
    };
    SetHeader { name: "x-user", values: &[&value], ..SetHeader::DEFAULT }.inbound(call)?;
    let value = if call.member("/stream").boolean_or(false)? { "yes" } else { "no" };
    SetHeader { name: "x-streams", values: &[value], ..SetHeader::DEFAULT }.inbound(call)?;
    let value = [&*call.parameter("deployment-id")?, ":", &*call.variable("model").text()?].concat();
    SetHeader { name: "x-deployment", values: &[&value], ..SetHeader::DEFAULT }.inbound(call)?;
    let value = [call.method().as_str(), " ", call.operation().id, " ", gateway.named_values.fallback_model.as_str()]
        .concat();
    SetHeader { name: "x-label", values: &[&value], ..SetHeader::DEFAULT }.inbound(call)?;
    let value = call.query_value_or("api-version", "2024-10-21").into_owned();
    SetQueryParameter { name: "api-version", values: &[&value], ..SetQueryParameter::DEFAULT }.inbound(call)?;
    let template = ["/deployments/", &*expression::segment(&call.variable("model").text()?)?, "/chat/completions"]
        .concat();
    RewriteUri { template: &template, ..RewriteUri::DEFAULT }.inbound(call)?;
    let value = expression::and(|| Ok(call.variable("budget").int()? > 1024), || call.variable("trusted").boolean())?
        .to_string();
    SetHeader { name: "x-long", values: &[&value], ..SetHeader::DEFAULT }.inbound(call)?;
    let value = if call.variable("model").text()?.starts_with("gpt-4") {
        "premium"
    } else {
        "standard"
    };
    SetHeader { name: "x-family", values: &[value], ..SetHeader::DEFAULT }.inbound(call)?;
    let value = if ["gpt-4o", "gpt-4.1"].contains(&&*call.variable("model").text()?) {
        "large"
    } else if call.variable("model").text()?.contains("mini") {
        "small"
    } else {
        "?"
    };
    SetHeader { name: "x-tier", values: &[value], ..SetHeader::DEFAULT }.inbound(call)?;
    let value = expression::size(&expression::filter(
        call.member("/messages").items()?,
        |message| Ok(message.member("/role").text()? == "user"),
    )?).to_string();
    SetHeader { name: "x-turns", values: &[&value], ..SetHeader::DEFAULT }.inbound(call)?;
    let value = if call.header("authorization").starts_with("Bearer ") {
        expression::substring(&call.header("authorization"), 7, None)?
    } else {
        String::new()
    };
    SetHeader { name: "x-bearer", values: &[&value], ..SetHeader::DEFAULT }.inbound(call)?;
    let value = call.header("x-region").to_ascii_lowercase().replace(" ", "-");
    SetHeader { name: "x-region", values: &[&value], ..SetHeader::DEFAULT }.inbound(call)?;
    Ok(())
}

/// The policies of this operation, on an answer.
pub fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    let value = ([429, 503].contains(&Answer(response).status())
        || !Answer(response).header("retry-after").is_empty())
        .to_string();
    SetHeader { name: "x-slow", values: &[&value], ..SetHeader::DEFAULT }.outbound(call, response)?;
    Ok(())
}

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("max_tokens", json::integer),
        required("messages", body_messages),
        optional("model", json::string),
        optional("stream", |json| json.nullable(json::boolean)),
        optional("user", json::string),
    ];
    json.object(&Object::of(MEMBERS))
}

fn body_messages(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(body_messages_item))
}

fn body_messages_item(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("role", json::string)];
    json.object(&Object::of(MEMBERS))
}
