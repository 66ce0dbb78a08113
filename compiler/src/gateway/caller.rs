//! Limits that are used up before it is known who calls.
//!
//! Where an API asks for no subscription, a policy that looks at a token is the first to know the caller. A limiter in front of
//! it counts strangers too, so that they can use up what others are due. One that counts each address for itself may stand
//! there: it keeps strangers from having many tokens looked at.

use std::collections::BTreeMap;

use super::{Api, Argument, Gateway, Piece, Policy, SectionKind, pipeline};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Says which limiters stand before the policy that tells who calls.
pub(super) fn check(gateway: &Gateway, diagnostics: &mut Diagnostics) {
    // By their counters, since a policy may run for many operations.
    let mut early: BTreeMap<&str, (&Policy, &Policy)> = BTreeMap::new();
    for api in gateway.apis.iter().filter(|api| !knows(gateway, api)) {
        for operation in &api.operations {
            let policies = pipeline(gateway, api, operation, SectionKind::Inbound);
            let Some(at) = policies.iter().position(|(_, policy)| policy.entry.identifies) else { continue };
            let (before, from) = policies.split_at(at);
            let Some((_, identifying)) = from.first() else { continue };
            for (_, policy) in before.iter().filter(|(_, policy)| !by_address(policy)) {
                if let Some(counter) = policy.counter.as_deref() {
                    early.entry(counter).or_insert((policy, identifying));
                }
            }
        }
    }
    for (policy, identifying) in early.values() {
        let message = format!("`{}` counts calls of which nobody knows who makes them", policy.entry.name);
        let help = format!("put it behind `{}`, or count by `${{request.ip}}`", identifying.entry.name);
        let diagnostic = Diagnostic::at(Code::GW0433, policy.span, message);
        diagnostics.push(diagnostic.label(identifying.span, "the caller is known from here on").help(help));
    }
}

/// Whether every call to an API comes with a subscription.
fn knows(gateway: &Gateway, api: &Api) -> bool {
    api.subscription.required && !gateway.opens(api)
}

/// Whether each address is counted for itself.
fn by_address(policy: &Policy) -> bool {
    let Some(key) = policy.entry.limits.and_then(|limits| limits.key) else { return false };
    policy.arguments.iter().filter(|given| given.attribute.name == key).any(|given| match &given.value {
        Argument::Text(words) => words.0.iter().any(|piece| match piece {
            Piece::Expression(dynamic) => dynamic.written.source.trim() == "request.ip",
            Piece::Literal(_) | Piece::NamedValue(_) => false,
        }),
        _ => false,
    })
}
