//! `validate-parameters`: the parameters of the request, in the place of the gateway's own check.

use super::action::{NamedAction, act, of};
use crate::call::Call;
use crate::fault::{Fault, Flow};
use crate::operation::Action;
use crate::parameter::check_one;

/// Headers that every client may send: those of the hop, the content, content negotiation, conditions, browsers, tracing
/// and proxies.
const USUAL: &[&str] = &[
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "authorization",
    "baggage",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "date",
    "device-memory",
    "dnt",
    "downlink",
    "dpr",
    "ect",
    "expect",
    "forwarded",
    "from",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "keep-alive",
    "max-forwards",
    "origin",
    "pragma",
    "priority",
    "proxy-authorization",
    "proxy-connection",
    "range",
    "referer",
    "rtt",
    "save-data",
    "sec-gpc",
    "sec-purpose",
    "te",
    "traceparent",
    "tracestate",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "upgrade-insecure-requests",
    "user-agent",
    "via",
    "viewport-width",
    "width",
    "x-real-ip",
    "x-request-id",
];

/// What the names of further such headers begin with.
const USUAL_FAMILIES: &[&str] = &["access-control-request-", "sec-ch-", "sec-fetch-", "x-forwarded-"];

/// The policy.
#[derive(Debug, Clone, Copy)]
pub struct ValidateParameters<'p> {
    /// What is done with a declared parameter that is missing or wrong.
    pub specified_parameter_action: Action,
    /// What is done with one that isn't declared.
    pub unspecified_parameter_action: Action,
    /// What departs from that in the headers.
    pub headers: Option<ParameterActions<'p>>,
    /// What departs from that in the query.
    pub query: Option<ParameterActions<'p>>,
    /// What departs from that in the path.
    pub path: Option<ParameterActions<'p>>,
    /// The variable that keeps what was wrong.
    pub errors_variable_name: Option<&'static str>,
}

/// What is done with the parameters in one place.
#[derive(Debug, Clone, Copy)]
pub struct ParameterActions<'p> {
    /// With a declared one that is missing or wrong.
    pub specified_parameter_action: Option<Action>,
    /// With one that isn't declared.
    pub unspecified_parameter_action: Option<Action>,
    /// With single ones, by their names.
    pub parameters: &'p [NamedAction],
}

impl ParameterActions<'_> {
    /// What holds where it isn't written.
    pub const DEFAULT: Self =
        Self { specified_parameter_action: None, unspecified_parameter_action: None, parameters: &[] };
}

impl ValidateParameters<'_> {
    /// What holds where it isn't written.
    pub const DEFAULT: Self = Self {
        specified_parameter_action: Action::Prevent,
        unspecified_parameter_action: Action::Prevent,
        headers: None,
        query: None,
        path: None,
        errors_variable_name: None,
    };

    /// Checks the request; the gateway's own check does not come behind it. Cookies are never undeclared.
    ///
    /// # Errors
    /// 400 for the first parameter that is wrong, 404 for one of the path, where that is to be prevented.
    pub fn inbound(&self, call: &mut Call) -> Flow {
        call.settle_parameters();
        for parameter in call.operation().parameters {
            if let Err(fault) = check_one(call, parameter) {
                act(self.action(parameter.place(), parameter.name(), true), self.errors_variable_name, call, fault.by("validate-parameters"))?;
            }
        }
        for (place, name) in undeclared(call) {
            let message = format!("The {place} parameter `{name}` is not declared.");
            let fault = Fault::bad_request("undeclared_parameter", message).param(name.clone());
            act(self.action(place, &name, false), self.errors_variable_name, call, fault.by("validate-parameters"))?;
        }
        Ok(())
    }

    fn action(&self, place: &str, name: &str, declared: bool) -> Action {
        let here = match place {
            "header" => self.headers,
            "query" => self.query,
            "path" => self.path,
            _ => None,
        };
        let whole = if declared { self.specified_parameter_action } else { self.unspecified_parameter_action };
        here.map_or(whole, |here| {
            let any = if declared { here.specified_parameter_action } else { here.unspecified_parameter_action };
            of(here.parameters, name).or(any).unwrap_or(whole)
        })
    }
}

/// The names in the query and among the headers that the operation doesn't declare, each once, with their places.
fn undeclared(call: &Call) -> Vec<(&'static str, String)> {
    let (declared, subscription) = (call.operation().parameters, &call.api().subscription);
    let known = |place: &str, name: &str| {
        declared.iter().any(|parameter| {
            let same = if place == "header" {
                parameter.name().eq_ignore_ascii_case(name)
            } else {
                parameter.name() == name || name.starts_with(&format!("{}[", parameter.name()))
            };
            same && parameter.place() == place
        })
    };
    let mut found = Vec::new();
    // What a policy has set before is not the caller's; `set-header` marks its values.
    for name in call.sent_query_names() {
        if !known("query", &name) && subscription.query != Some(&*name) && !call.routed_by(&name) {
            found.push(("query", name.into_owned()));
        }
    }
    let sent = call.headers().iter().filter(|(_, value)| !value.is_sensitive());
    for name in sent.map(|(name, _)| name.as_str()) {
        let usual = USUAL.contains(&name)
            || USUAL_FAMILIES.iter().any(|family| name.starts_with(family))
            || subscription.headers.contains(&name);
        if !usual && !known("header", name) {
            found.push(("header", name.to_owned()));
        }
    }
    found.dedup();
    found
}
