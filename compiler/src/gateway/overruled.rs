//! What a policy sets and another one of the same section sets again, so that the first has no effect: mostly two scopes that
//! don't know of each other.
//!
//! Whoever means to override says so: the later policy by `exists-action: override` written out, or the narrower scope by
//! `without` or `replace`. A policy that gives way (`skip`), adds (`append`) or clears the way (`delete`) undoes nothing, and
//! what is read in between had its effect.

use std::collections::BTreeSet;

use super::expressions::sources;
use super::{Argument, Gateway, Policy, Scope, SectionKind, in_place, pipeline};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::catalogue::Sets;
use crate::source::Span;

/// Says which policies undo others, once for each two of them.
pub(super) fn check(gateway: &Gateway, diagnostics: &mut Diagnostics) {
    let mut said: BTreeSet<(Span, Span)> = BTreeSet::new();
    for api in &gateway.apis {
        for operation in &api.operations {
            for kind in SectionKind::ALL {
                let policies = pipeline(gateway, api, operation, kind).into_iter();
                let policies: Vec<(&Scope, &Policy)> = policies
                    .flat_map(|(scope, policy)| in_place(policy).into_iter().map(move |it| (scope, it)))
                    .collect();
                for (at, later) in policies.iter().enumerate() {
                    let earlier = policies.get(..at).unwrap_or_default();
                    let Some((first, setting)) = undone(earlier, *later) else { continue };
                    if said.insert((first.span, later.1.span)) {
                        diagnostics.push(diagnostic(first, later.1, &setting, &operation.id));
                    }
                }
            }
        }
    }
}

/// What a policy sets by a name.
struct Setting<'p> {
    sets: &'static Sets,
    name: &'p str,
}

impl<'p> Setting<'p> {
    /// Of a policy that may say what becomes of an earlier value.
    fn of(policy: &'p Policy) -> Option<Self> {
        let sets = policy.entry.sets.as_ref().filter(|sets| sets.named)?;
        let name = policy.arguments.iter().find(|given| given.attribute.name == "name")?;
        let Argument::Name(name) = &name.value else { return None };
        Some(Self { sets, name })
    }

    fn is(&self, other: &Self) -> bool {
        let same = self.name == other.name || (self.sets.without_case && self.name.eq_ignore_ascii_case(other.name));
        self.sets.what == other.sets.what && same
    }
}

/// The last policy before one that this one undoes without having said so.
fn undone<'g>(
    earlier: &[(&'g Scope, &'g Policy)],
    (scope, later): (&'g Scope, &'g Policy),
) -> Option<(&'g Policy, Setting<'g>)> {
    let setting = Setting::of(later).filter(|_| action(later).is_none())?;
    for (other, policy) in earlier.iter().rev() {
        // Each call comes by one product.
        let together = scope == *other || !matches!((scope, other), (Scope::Product(_), Scope::Product(_)));
        let same = Setting::of(policy).filter(|same| together && same.is(&setting));
        if same.is_some() {
            // A fragment that is included twice says the same again.
            let other = policy.span != later.span && !reads(later, setting.sets);
            let undone = other && !matches!(action(policy), Some("skip" | "delete"));
            return undone.then_some((*policy, setting));
        }
        if reads(policy, setting.sets) {
            return None;
        }
    }
    None
}

/// What was written to become of an earlier value.
fn action(policy: &Policy) -> Option<&'static str> {
    policy.arguments.iter().find_map(|given| match given.value {
        Argument::Choice(word) if given.attribute.name == "exists-action" => Some(word),
        _ => None,
    })
}

/// Whether a policy may look at what was set.
fn reads(policy: &Policy, sets: &Sets) -> bool {
    let looks = |policy: &Policy| {
        let entry = policy.entry;
        entry.own.is_some() || (entry.sets.is_none() && entry.reads.iter().any(|part| sets.part == Some(*part)))
    };
    policy.tree().into_iter().any(looks) || sources(policy).iter().any(|source| source.contains(sets.read_as))
}

fn diagnostic(first: &Policy, later: &Policy, setting: &Setting<'_>, operation: &str) -> Diagnostic {
    let Setting { sets, name } = setting;
    let message = format!("the {} `{name}` is set twice in calls to `{operation}`", sets.what);
    let help = "write `exists-action: override` here if this one is meant to win, `skip` if the other is; or leave one of them out";
    Diagnostic::at(Code::GW0418, later.span, message).label(first.span, "set here before, to no effect").help(help)
}
