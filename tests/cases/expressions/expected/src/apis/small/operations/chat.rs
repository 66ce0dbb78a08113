//! `POST /{deployment-id}/chat`

use gatewright_runtime::{Call, Content, Flow, Life, Operation, RequestBody, Response, expression, json};
use gatewright_runtime::expression::Answer;
use gatewright_runtime::json::{Array, Checked, Json, Member, Object, Pattern, optional, required};
use gatewright_runtime::parameter::{TEXT, path};
use gatewright_runtime::policy::{RewriteUri, SetHeader, SetQueryParameter};
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
        small::inbound(gateway, call)?;
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
pub fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    let value = if call.member("/max_tokens").is_present()
        && call.member("/max_tokens").int()? > 4096
    {
        "long"
    } else {
        "short"
    };
    SetHeader { name: "x-kind", values: &[value], ..SetHeader::DEFAULT }.inbound(call)?;
    let value = if expression::exists(
        call.member("/messages").items()?,
        |message| Ok(message.member("/role").text()? == "system"),
    )? {
        "system"
    } else {
        "user"
    };
    SetHeader { name: "x-roles", values: &[value], ..SetHeader::DEFAULT }.inbound(call)?;
    let value = if {
        static PATTERN: Pattern = Pattern::new("^gpt-4(o|\\.1)");
        PATTERN.is_match(&call.member("/model").text()?)
    } {
        "new"
    } else {
        "old"
    };
    let value_2 = ["${literal} ", call.method().as_str()].concat();
    SetHeader { name: "x-family", values: &[value, &value_2], ..SetHeader::DEFAULT }.inbound(call)?;
    let value = call.parameter("deployment-id")?.into_owned();
    SetQueryParameter { name: "deployment", values: &[&value], ..SetQueryParameter::DEFAULT }.inbound(call)?;
    let template = [
        "/v2/",
        &*expression::segment(&call.member("/model").text()?)?,
        "/chat?user=",
        &*expression::segment(&call.member("/user").text_or("none")?)?,
    ].concat();
    RewriteUri { template: &template, ..RewriteUri::DEFAULT }.inbound(call)?;
    Ok(())
}

/// The policies of this operation, on an answer.
pub fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    let value = if [429, 503].contains(&Answer(response).status()) {
        "yes"
    } else {
        "no"
    };
    SetHeader { name: "x-slow", values: &[value], ..SetHeader::DEFAULT }.outbound(call, response)?;
    Ok(())
}

/// The policies of this operation, on an error that the gateway answers itself.
pub fn on_error(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    let value = call.member("/model").text_or("unknown")?.into_owned();
    SetHeader { name: "x-tried", values: &[&value], ..SetHeader::DEFAULT }.on_error(call, response)?;
    Ok(())
}

/// What is done to the answer that tells of an error in a call to `chat`.
pub fn fail(gateway: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    on_error(gateway, call, response)?;
    small::on_error(gateway, call, response)?;
    crate::gateway::on_error(gateway, call, response)?;
    Ok(())
}

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("max_tokens", json::integer),
        required("messages", body_messages),
        required("model", json::string),
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
