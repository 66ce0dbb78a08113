//! What every call shares: named values, backends, and the policies at gateway scope.

use gatewright_runtime::{Api, Call, Flow, Response, Route, Settings, Start, StartError};
use gatewright_runtime::policy::{ExistsAction, SetHeader, SetQueryParameter};
use crate::{apis, router};
use crate::backends::Backends;
use crate::named_values::NamedValues;

/// What every call shares.
pub struct Gateway {
    /// What the environment says.
    pub named_values: NamedValues,
    /// Where calls are sent.
    pub backends: Backends,
}

impl gatewright_runtime::Gateway for Gateway {
    const SETTINGS: &'static Settings = &Settings {
        name: "small",
        listen: "127.0.0.1:8080",
        admin: None,
        subscriptions: None,
        ..Settings::DEFAULT
    };
    const APIS: &'static [&'static Api] = &[&apis::small::API];
    fn routes() -> &'static [&'static [Route<Self>]] {
        router::ROUTES
    }
    fn load(start: &mut Start) -> Result<Self, StartError> {
        let named_values = NamedValues::load(start);
        let backends = Backends::new(start, &named_values);
        Ok(Self { named_values, backends })
    }
}

/// The policies of every API, before a call is sent.
pub fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    SetHeader { name: "x-scope", values: &["gateway"], ..SetHeader::DEFAULT }.inbound(call)?;
    SetHeader { name: "x-many", exists_action: ExistsAction::Append, values: &["a", "b"] }.inbound(call)?;
    SetHeader { name: "x-gone", exists_action: ExistsAction::Delete, ..SetHeader::DEFAULT }.inbound(call)?;
    SetQueryParameter { name: "scope", exists_action: ExistsAction::Skip, values: &["gateway"] }.inbound(call)?;
    Ok(())
}

/// The policies of every API, as a call is sent.
pub fn backend(_: &Gateway, call: &mut Call) -> Flow {
    SetHeader { name: "x-backend", values: &["gateway"], ..SetHeader::DEFAULT }.backend(call)?;
    Ok(())
}

/// The policies of every API, on an answer.
pub fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    SetHeader { name: "x-out", exists_action: ExistsAction::Skip, values: &["gateway"] }.outbound(call, response)?;
    Ok(())
}

/// The policies of every API, on an error that the gateway answers itself.
pub fn on_error(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    SetHeader { name: "x-error", exists_action: ExistsAction::Override, values: &["gateway"] }
        .on_error(call, response)?;
    Ok(())
}
