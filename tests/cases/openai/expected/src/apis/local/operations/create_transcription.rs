//! Write down what is said

use gatewright_runtime::{ByModel, Call, Content, Field, Flow, Life, Operation, RequestBody, json};
use gatewright_runtime::json::Numeric;
use gatewright_runtime::policy::RateLimit;
use std::time::Duration;
use crate::apis::local;
use crate::apis::local::{API, MODELS};
use crate::gateway::Gateway;

pub static OPERATION: Operation = Operation {
    id: "createTranscription",
    method: "POST",
    path: "/audio/transcriptions",
    body: RequestBody::required(&[Content::multipart("multipart/form-data", &[
        Field::file("file").required(),
        Field::text("language", json::string),
        Field::text("model", json::string).required(),
        Field::text("prompt", json::string),
        Field::text("response_format", json::string),
        Field::text("stream", json::boolean),
        Field::text("temperature", |json| json.number(&Numeric::NUMBER.at_least("0").at_most("1"))),
    ])]),
    by_model: ByModel::Body(MODELS),
    ..Operation::of(&API)
};

/// The life of a call to `createTranscription`.
pub fn run<'c>(gateway: &'c Gateway, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        call.check_parameters()?;
        crate::gateway::inbound(gateway, call)?;
        local::inbound(gateway, call)?;
        inbound(gateway, call).await?;
        call.check_body().await?;
        crate::gateway::backend(gateway, call)?;
        local::backend(gateway, call)?;
        let mut response = gateway.backends.local_by_model.send(call).await?;
        local::outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of this operation, before a call is sent.
pub async fn inbound(gateway: &Gateway, call: &mut Call) -> Flow {
    RateLimit {
        counter: "operation:local/createTranscription/inbound/rate-limit",
        calls: 10,
        renewal_period: Duration::from_secs(60),
        ..RateLimit::DEFAULT
    }.inbound(&gateway.state, call).await?;
    Ok(())
}
