//! What every call shares: named values, backends, and the policies at gateway scope.

use gatewright_runtime::{Api, Call, Flow, LlmLog, LlmTexts, OtlpSettings, Response, Route, Settings, Start, StartError};
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
        llm_log: Some(LlmLog {
            file: Some("calls.jsonl"),
            otlp: true,
            texts: &[LlmTexts {
                prompts: 32768,
                completions: 2097152,
                members: &["/messages/*/name"],
                patterns: &["[0-9]{16}", "[a-z.]+@[a-z.]+"],
                ..LlmTexts::of("small")
            }],
        }),
        ..Settings::DEFAULT
    };
    const APIS: &'static [&'static Api] = &[&apis::plain::API, &apis::small::API];
    fn routes() -> &'static [&'static [Route<Self>]] {
        router::ROUTES
    }
    fn load(start: &mut Start) -> Result<Self, StartError> {
        let named_values = NamedValues::load(start);
        let backends = Backends::new(start, &named_values);
        start.export(OtlpSettings { ..OtlpSettings::new() });
        Ok(Self { named_values, backends })
    }
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
