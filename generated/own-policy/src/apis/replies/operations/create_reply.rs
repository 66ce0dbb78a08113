//! Write a reply

use gatewright_runtime::{Call, Content, Flow, Life, Operation, RequestBody, Response, expression, own};
use crate::apis::replies;
use crate::apis::replies::{API, schemas};
use crate::gateway::Gateway;

pub static OPERATION: Operation = Operation {
    id: "createReply",
    method: "POST",
    path: "/replies",
    body: RequestBody::required(&[Content::json("application/json", schemas::reply_request::check)]),
    ..Operation::of(&API)
};

/// The life of a call to `createReply`.
pub fn run<'c>(gateway: &'c Gateway, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        call.check_parameters()?;
        call.read_body().await?;
        crate::gateway::inbound(gateway, call)?;
        replies::inbound(gateway, call)?;
        inbound(gateway, call).await?;
        crate::gateway::backend(gateway, call)?;
        replies::backend(gateway, call)?;
        let mut response = gateway.backends.writer.send(call).await?;
        outbound(gateway, call, &mut response).await?;
        replies::outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of this operation, before a call is sent.
pub async fn inbound(gateway: &Gateway, call: &mut Call) -> Flow {
    let model = call.member("/model").text()?.into_owned();
    let policy = reply_policies::AllowedModels { model: &model, models: &["small", "large"] };
    own::inbound("allowed-models", &policy, call).await?;
    let asked = expression::within("budget", || Ok(call.member("/words").int_or(0)?.to_string()))?;
    let policy = reply_policies::budget::WordBudget {
        asked: &asked,
        note: None,
        words: u64::try_from(gateway.named_values.free_words).unwrap_or_default(),
    };
    own::inbound("word-budget", &policy, call).await.map_err(|fault| fault.in_policy("budget"))?;
    Ok(())
}

/// The policies of this operation, on an answer.
pub async fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    let asked = call.member("/words").int_or(0)?.to_string();
    let policy = reply_policies::budget::WordBudget { asked: &asked, note: Some("per reply"), words: 50 };
    own::outbound("word-budget", &policy, call, response).await?;
    Ok(())
}
