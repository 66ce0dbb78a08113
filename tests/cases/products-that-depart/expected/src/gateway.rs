//! What every call shares: named values, backends, and the policies at gateway scope.

use gatewright_runtime::{Api, Call, Flow, Product, Response, Route, Settings, Start, StartError, State};
use gatewright_runtime::policy::{RateLimit, SetHeader};
use std::time::Duration;
use crate::{apis, router};
use crate::backends::Backends;
use crate::named_values::NamedValues;

/// What every call shares.
pub struct Gateway {
    /// What the environment says.
    pub named_values: NamedValues,
    /// Where calls are sent.
    pub backends: Backends,
    /// What policies count and keep.
    pub state: State,
}

impl gatewright_runtime::Gateway for Gateway {
    const SETTINGS: &'static Settings = &Settings {
        name: "small",
        listen: "127.0.0.1:8080",
        admin: None,
        subscriptions: Some("subscriptions.yaml"),
        products: &[
            Product { name: "free", apis: &["small"], open: false },
            Product { name: "paid", apis: &["small"], open: false },
            Product { name: "trusted", apis: &["small"], open: false },
        ],
        ..Settings::DEFAULT
    };
    const APIS: &'static [&'static Api] = &[&apis::small::API];
    fn routes() -> &'static [&'static [Route<Self>]] {
        router::ROUTES
    }
    fn load(start: &mut Start) -> Result<Self, StartError> {
        let named_values = NamedValues::load(start);
        let backends = Backends::new(start, &named_values);
        let state = State::memory();
        Ok(Self { named_values, backends, state })
    }
}

/// The policies of every API, before a call is sent.
pub async fn inbound(gateway: &Gateway, call: &mut Call) -> Flow {
    RateLimit {
        counter: "gateway/inbound/burst",
        calls: 10,
        renewal_period: Duration::from_secs(60),
        ..RateLimit::DEFAULT
    }.inbound(&gateway.state, call).await.map_err(|fault| fault.in_policy("burst"))?;
    SetHeader { name: "x-trail", values: &["gateway"], ..SetHeader::DEFAULT }.inbound(call)?;
    Ok(())
}

/// The policies of every API, as a call is sent.
pub fn backend(_: &Gateway, _: &mut Call) -> Flow {
    Ok(())
}

/// The policies of every API, on an answer.
pub fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    SetHeader { name: "x-shown", values: &["gateway"], ..SetHeader::DEFAULT }
        .outbound(call, response)
        .map_err(|fault| fault.in_policy("shown"))?;
    Ok(())
}

/// The policies of every API, on an error that the gateway answers itself.
pub fn on_error(_: &Gateway, _: &mut Call, _: &mut Response) -> Flow {
    Ok(())
}

/// The policies of the product that a call comes by, before a call is sent.
pub async fn product_inbound(gateway: &Gateway, call: &mut Call) -> Flow {
    let product = call.product().map(|product| product.name);
    if product == Some("paid") {
        crate::products::paid::inbound(gateway, call)?;
        return Ok(());
    }
    if product == Some("trusted") {
        return Ok(());
    }
    crate::gateway::inbound(gateway, call).await?;
    if product == Some("free") {
        crate::products::free::inbound(gateway, call)?;
    }
    Ok(())
}

/// The policies of the product that a call comes by, on an answer.
pub fn product_outbound(
    gateway: &Gateway,
    call: &mut Call,
    response: &mut Response,
) -> Flow {
    let product = call.product().map(|product| product.name);
    if product == Some("paid") {
        crate::products::paid::outbound(gateway, call, response)?;
        return Ok(());
    }
    crate::gateway::outbound(gateway, call, response)?;
    Ok(())
}
