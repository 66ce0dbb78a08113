//! The API `small`.

use gatewright_runtime::{Action, Api, Call, Dialect, Flow, Life, Response, Subscription, Validate};
use gatewright_runtime::policy::{Match, PublicKey, RateLimitByKey, RequiredClaim, ValidateJwt};
use std::time::Duration;
use crate::gateway::Gateway;

pub mod operations;

/// What the router and the log need to know of it.
pub static API: Api = Api {
    name: "small",
    prefix: "/small",
    dialect: Dialect::Problem,
    subscription: Subscription {
        required: false,
        headers: &["ocp-apim-subscription-key"],
        query: Some("subscription-key"),
        bearer: false,
    },
    validate: Validate { request: Action::Prevent },
};

/// The life of a call to an operation without policies of its own.
pub fn run<'c>(gateway: &'c Gateway, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        call.check_parameters()?;
        crate::gateway::inbound(gateway, call)?;
        inbound(gateway, call).await?;
        call.check_body().await?;
        crate::gateway::backend(gateway, call)?;
        backend(gateway, call)?;
        let mut response = gateway.backends.small.send(call).await?;
        outbound(gateway, call, &mut response)?;
        crate::gateway::outbound(gateway, call, &mut response)?;
        Ok(response)
    })
}

/// The policies of `small`, before a call is sent.
pub async fn inbound(gateway: &Gateway, call: &mut Call) -> Flow {
    ValidateJwt {
        require_scheme: Some("Bearer"),
        algorithms: &["RS256", "HS256"],
        openid_configs: &[
            "https://issuer.example/.well-known/openid-configuration",
            gateway.named_values.other.as_str(),
        ],
        issuer_signing_keys: &[gateway.named_values.shared.expose()],
        issuer_public_keys: &[
            PublicKey { name: "ours", n: "sXch7w", ..PublicKey::DEFAULT },
            PublicKey { name: "theirs", n: gateway.named_values.modulus.as_str(), e: "Aw" },
        ],
        decryption_keys: &[gateway.named_values.opening.expose()],
        audiences: &["api://small"],
        required_claims: &[
            RequiredClaim { name: "scp", values: &["read", "write"], match_: Match::Any, separator: Some(" ") },
            RequiredClaim { name: "sub", ..RequiredClaim::DEFAULT },
        ],
        clock_skew: Duration::from_secs(30),
        failed_validation_error_message: Some("No."),
        ..ValidateJwt::DEFAULT
    }.inbound(&gateway.state, call).await?;
    let counter_key = call.claim("/sub").text_or("")?.into_owned();
    RateLimitByKey {
        counter: "api:small/inbound/rate-limit-by-key",
        calls: 5,
        renewal_period: Duration::from_secs(60),
        counter_key: &counter_key,
        ..RateLimitByKey::DEFAULT
    }.inbound(&gateway.state, call).await?;
    Ok(())
}

/// The policies of `small`, as a call is sent.
pub fn backend(_: &Gateway, _: &mut Call) -> Flow {
    Ok(())
}

/// The policies of `small`, on an answer.
pub fn outbound(_: &Gateway, _: &mut Call, _: &mut Response) -> Flow {
    Ok(())
}

/// The policies of `small`, on an error that the gateway answers itself.
pub fn on_error(_: &Gateway, _: &mut Call, _: &mut Response) -> Flow {
    Ok(())
}

/// What is done to the answer that tells of an error in a call to an operation without policies of its own.
pub fn fail(gateway: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    on_error(gateway, call, response)?;
    crate::gateway::on_error(gateway, call, response)?;
    Ok(())
}
