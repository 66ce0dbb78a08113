//! `GET /things`

use gatewright_runtime::{Action, Call, Content, Documented, Flow, Life, Operation, Response, json};
use gatewright_runtime::json::{Checked, Json, Member, Object, Text, optional, required};
use gatewright_runtime::parameter::{one_of, query};
use gatewright_runtime::policy::{ContentAction, ValidateContent};
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
            contents: &[
                Content::json("application/json", answer_200_json),
                Content::text("text/plain", answer_200_plain),
            ],
            ..Documented::of("200")
        },
        Documented { contents: &[Content::json("application/json", answer_4xx)], ..Documented::of("4XX") },
    ],
    ..Operation::of(&API)
};

/// The life of a call to `listThings`.
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
pub async fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    ValidateContent {
        unspecified_content_type_action: Action::Prevent,
        max_size: 102400,
        size_exceeded_action: Action::Detect,
        contents: &[ContentAction { name: "application/json", action: Action::Prevent, ..ContentAction::DEFAULT }],
        ..ValidateContent::DEFAULT
    }.inbound(call).await?;
    Ok(())
}

/// The policies of this operation, on an answer.
pub async fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    ValidateContent {
        unspecified_content_type_action: Action::Ignore,
        max_size: gatewright_runtime::MIB,
        size_exceeded_action: Action::Prevent,
        ..ValidateContent::DEFAULT
    }.outbound(call, response).await?;
    Ok(())
}

/// The body as `application/json`.
pub fn answer_200_json(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("colour", json::string)];
    json.object(&Object::of(MEMBERS))
}

/// The body as `text/plain`.
pub fn answer_200_plain(json: &mut Json<'_>) -> Checked {
    json.text(&Text::ANY.max_length(10))
}

/// The body as `application/json`.
pub fn answer_4xx(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("error", json::string)];
    json.object(&Object::of(MEMBERS))
}
