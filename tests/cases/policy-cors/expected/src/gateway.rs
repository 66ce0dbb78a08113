//! What every call shares: named values, backends, and the policies at gateway scope.

use gatewright_runtime::{Api, Call, CrossOrigin, Flow, Response, Route, Settings, Start, StartError, policy::Cors};
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
        subscriptions: Some("subscriptions.yaml"),
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

/// Which pages of other origins the policies of every API let call.
pub fn origins(_: &Gateway, request: &mut CrossOrigin) {
    Cors { allowed_origins: &["https://everywhere.example"], allowed_headers: &["*"], ..Cors::DEFAULT }.decide(request);
}

/// The policies of every API, before a call is sent.
pub fn inbound(_: &Gateway, _: &mut Call) -> Flow {
    Ok(())
}

/// The policies of every API, as a call is sent.
pub fn backend(_: &Gateway, _: &mut Call) -> Flow {
    Ok(())
}

/// The policies of every API, on an answer.
pub fn outbound(_: &Gateway, _: &mut Call, _: &mut Response) -> Flow {
    Ok(())
}

/// The policies of every API, on an error that the gateway answers itself.
pub fn on_error(_: &Gateway, _: &mut Call, _: &mut Response) -> Flow {
    Ok(())
}
