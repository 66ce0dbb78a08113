//! Limits that another one keeps from ever being reached.
//!
//! A limiter counts only the calls that the limiters in front of it let through. Where one of those counts all of them too,
//! under the same key, and lets no more through in as much time, the later one never refuses anybody.

use std::collections::BTreeMap;

use super::{Argument, Gateway, Piece, Policy, Scope, SectionKind, Typed, Words, pipeline};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::catalogue::Limits;

/// Says of each limiter whether another one makes it useless in every call that comes to it.
pub(super) fn check(gateway: &Gateway, diagnostics: &mut Diagnostics) {
    // By their counters, since a policy may run for many operations: the limiters that stand in front in all of them.
    let mut idle: BTreeMap<&str, (&Policy, Vec<&Policy>)> = BTreeMap::new();
    for api in &gateway.apis {
        for operation in &api.operations {
            for kind in [SectionKind::Inbound, SectionKind::Backend] {
                let policies = pipeline(gateway, api, operation, kind);
                for (at, (scope, policy)) in policies.iter().enumerate() {
                    let Some(counter) = policy.counter.as_deref() else { continue };
                    let earlier = policies.iter().take(at).filter(|(_, earlier)| earlier.counter != policy.counter);
                    let strict: Vec<&Policy> = earlier
                        .filter(|(broader, earlier)| covers((*broader, *earlier), (*scope, *policy)))
                        .map(|(_, earlier)| *earlier)
                        .collect();
                    let known = idle.entry(counter).or_insert_with(|| (*policy, strict.clone()));
                    known.1.retain(|one| strict.iter().any(|other| one.counter == other.counter));
                }
            }
        }
    }
    for (policy, strict) in idle.values() {
        let Some(first) = strict.first() else { continue };
        let message = format!("this `{}` can never refuse a call", policy.entry.name);
        let diagnostic = Diagnostic::at(Code::GW0432, policy.span, message);
        let help = "remove one of the two, or give them other keys or periods";
        diagnostics.push(diagnostic.label(first.span, "this one lets no more calls through").help(help));
    }
}

/// Whether a limiter lets through no more of what a later one counts than that one would.
fn covers((broad, first): (&Scope, &Policy), (narrow, later): (&Scope, &Policy)) -> bool {
    // One of a broader scope counts what comes from elsewhere too.
    let alike = first.entry.name == later.entry.name && broad <= narrow;
    let Some(limits) = later.entry.limits.filter(|_| alike && plain(first) && plain(later)) else { return false };
    let least = |name| match (number(first, name), number(later, name)) {
        (Some(first), Some(later)) => first <= later,
        _ => false,
    };
    let as_long = limits.period.is_none_or(|name| match (number(first, name), number(later, name)) {
        (Some(first), Some(later)) => first == later || (limits.slides && first > later),
        _ => false,
    });
    let same_key = limits.key.is_none_or(|name| match (text(first, name), text(later, name)) {
        (Some(first), Some(later)) => same(first, later),
        _ => false,
    });
    least(limits.amount) && as_long && same_key
}

/// Whether nothing is said but how much, how long, under which key, and what callers are told.
fn plain(policy: &Policy) -> bool {
    let Limits { else_counts, .. } = policy.entry.limits.unwrap_or_default();
    policy.arguments.iter().all(|given| !else_counts.contains(&given.attribute.name))
}

fn number(policy: &Policy, name: &str) -> Option<u64> {
    match &policy.arguments.iter().find(|given| given.attribute.name == name)?.value {
        Argument::Integer(Typed::Literal(number)) => Some(*number),
        Argument::Duration(millis) => Some(*millis),
        _ => None,
    }
}

fn text<'p>(policy: &'p Policy, name: &str) -> Option<&'p Words> {
    match &policy.arguments.iter().find(|given| given.attribute.name == name)?.value {
        Argument::Text(words) => Some(words),
        _ => None,
    }
}

/// Whether two texts are written alike, wherever they stand.
fn same(one: &Words, other: &Words) -> bool {
    let alike = |(one, other): (&Piece, &Piece)| match (one, other) {
        (Piece::Expression(one), Piece::Expression(other)) => one.written.source == other.written.source,
        (one, other) => one == other,
    };
    one.0.len() == other.0.len() && one.0.iter().zip(&other.0).all(alike)
}
