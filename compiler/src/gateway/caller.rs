//! Limits that are used up before it is known who calls.
//!
//! Where an API asks for no subscription, a policy that looks at a token is the first to know the caller. A limiter in front of
//! it counts strangers too, so that they can use up what others are due. One that counts each address for itself may stand
//! there: it keeps strangers from having many tokens looked at.

use std::collections::BTreeMap;

use super::{Api, Argument, Gateway, Piece, Policy, Scope, SectionKind, in_place, pipeline};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// The limiters that stand before the policy that tells who calls, each with that policy. By their counters, since a policy
/// may run for many operations.
type Early<'g> = BTreeMap<&'g str, (&'g Policy, &'g Policy)>;

/// Says which limiters stand before the policy that tells who calls.
pub(super) fn check(gateway: &Gateway, diagnostics: &mut Diagnostics) {
    let mut early = Early::new();
    for api in &gateway.apis {
        for product in strangers(gateway, api) {
            for operation in &api.operations {
                let policies = pipeline(gateway, api, operation, SectionKind::Inbound).into_iter();
                let comes = |scope: &Scope| match scope {
                    Scope::Product(name) => product == Some(name),
                    _ => true,
                };
                find(policies.filter(|(scope, _)| comes(scope)).map(|(_, policy)| policy), &mut early);
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

/// The products by which calls without a subscription come to an API; none for those that come by no product.
fn strangers<'g>(gateway: &'g Gateway, api: &Api) -> Vec<Option<&'g String>> {
    let open = gateway.settings.products.iter().filter(|product| product.open && product.apis.contains(&api.name));
    let by_none = (!api.subscription.required).then_some(None);
    by_none.into_iter().chain(open.map(|product| Some(&product.name))).collect()
}

/// Goes through policies until it is known who calls. Of several branches each is gone through for itself.
fn find<'g>(policies: impl Iterator<Item = &'g Policy>, early: &mut Early<'g>) {
    let mut before: Vec<&Policy> = Vec::new();
    for policy in policies.flat_map(in_place) {
        for branch in &policy.branches {
            find(branch.policies.iter(), early);
        }
        let Some(identifying) = policy.tree().into_iter().find(|policy| policy.entry.identifies) else {
            before.extend(policy.tree());
            continue;
        };
        for policy in before.into_iter().filter(|policy| !by_address(policy)) {
            if let Some(counter) = policy.counter.as_deref() {
                early.entry(counter).or_insert((policy, identifying));
            }
        }
        return;
    }
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
