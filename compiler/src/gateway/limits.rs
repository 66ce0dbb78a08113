//! Limits that are never reached, since another one is before, or since no call has what they limit.
//!
//! A limiter counts only the calls that the limiters in front of it let through. Where one of those counts all of them too,
//! under the same key, and lets no more through in as much time, the later one never refuses anybody. Tokens of a call that a later
//! limiter refuses are given back to the earlier ones, so there the order within a scope doesn't matter.

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
                    let others = policies.iter().enumerate().filter(|(_, (_, other))| other.counter != policy.counter);
                    let strict: Vec<&Policy> = others
                        .filter(|(place, (other, strict))| {
                            (*place < at || (*other == *scope && gives_back(strict, policy)))
                                && covers((*other, *strict), (*scope, *policy))
                        })
                        .map(|(_, (_, strict))| *strict)
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

/// Says which limiters of tokens run for calls alone that have no body, and so no tokens.
pub(super) fn check_tokens(gateway: &Gateway, diagnostics: &mut Diagnostics) {
    let mut met: BTreeMap<&str, (&Policy, bool)> = BTreeMap::new();
    for api in &gateway.apis {
        for operation in &api.operations {
            let bodiless = operation.body.contents.is_empty()
                && matches!(operation.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE" | "DELETE");
            let policies = pipeline(gateway, api, operation, SectionKind::Inbound).into_iter();
            for policy in policies.flat_map(|(_, policy)| policy.tree()).filter(|policy| policy.entry.counts_tokens) {
                let Some(counter) = policy.counter.as_deref() else { continue };
                met.entry(counter).or_insert((policy, true)).1 &= bodiless;
            }
        }
    }
    for (policy, _) in met.values().filter(|(_, bodiless)| *bodiless) {
        let message = format!("this `{}` can never refuse a call", policy.entry.name);
        let help = "it runs for calls alone that have no body, and so no tokens: put it where those with a prompt are";
        diagnostics.push(Diagnostic::at(Code::GW0432, policy.span, message).help(help));
    }
}

/// Whether a later limiter lets less through, and an earlier one gets back what it refuses.
fn gives_back(later: &Policy, earlier: &Policy) -> bool {
    let amount = |policy: &Policy| policy.entry.limits.and_then(|limits| number(policy, limits.amount));
    later.entry.counts_tokens && amount(later) < amount(earlier)
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
