//! What every call shares: named values, backends, and the policies at gateway scope.

use gatewright_runtime::{Api, Call, Flow, Response, Route, Settings, Start, StartError};
use gatewright_runtime::policy::{CheckHeader, ExistsAction, SetHeader};
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

/// The policies of every API, before a call is sent.
pub fn inbound(_: &Gateway, call: &mut Call) -> Flow {
    SetHeader { name: "x-said", values: &["broad"], ..SetHeader::DEFAULT }.inbound(call)?;
    SetHeader { name: "x-default", exists_action: ExistsAction::Skip, values: &["broad"] }.inbound(call)?;
    SetHeader { name: "x-user", exists_action: ExistsAction::Delete, ..SetHeader::DEFAULT }.inbound(call)?;
    SetHeader { name: "x-made", values: &["broad"], ..SetHeader::DEFAULT }.inbound(call)?;
    SetHeader { name: "x-more", values: &["broad"], ..SetHeader::DEFAULT }.inbound(call)?;
    SetHeader { name: "x-read", values: &["broad"], ..SetHeader::DEFAULT }.inbound(call)?;
    CheckHeader {
        name: "x-read",
        failed_check_httpcode: 400,
        failed_check_error_message: "No.",
        ignore_case: true,
        ..CheckHeader::DEFAULT
    }.inbound(call)?;
    SetHeader { name: "x-whole", values: &["broad"], ..SetHeader::DEFAULT }
        .inbound(call)
        .map_err(|fault| fault.in_policy("whole"))?;
    Ok(())
}

/// The policies of every API, as a call is sent.
pub fn backend(_: &Gateway, _: &mut Call) -> Flow {
    Ok(())
}

/// The policies of every API, on an answer.
pub fn outbound(_: &Gateway, call: &mut Call, response: &mut Response) -> Flow {
    SetHeader { name: "x-gateway", exists_action: ExistsAction::Skip, values: &["broad"] }.outbound(call, response)?;
    Ok(())
}

/// The policies of every API, on an error that the gateway answers itself.
pub fn on_error(_: &Gateway, _: &mut Call, _: &mut Response) -> Flow {
    Ok(())
}
