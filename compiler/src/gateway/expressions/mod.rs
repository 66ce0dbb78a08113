//! Expressions at their places: each is checked once, against all operations that come to it and what those set before.

mod credential;
mod reached;
mod trust;
mod view;
mod walk;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostics;
use crate::expression::{self, Declared, Environment, Expression, Reads, Type, View};
use crate::policy::catalogue::AttributeKind;
use crate::policy::model::SectionKind;
use crate::schema::{Named, Rule};
use crate::source::Span;

use super::{Api, Argument, Attribute, Gateway, Given, Operation, Policy, Scalar, Sections};
use reached::{Reached, Set, reached};
use trust::Trust;
use view::view;
use walk::{dynamics, dynamics_mut};

/// What expressions became, by their places; none where something is wrong with one.
type Found = BTreeMap<Key, Option<expression::Typed>>;

/// The place of an expression. Texts with escapes have one place, so the text tells them apart.
type Key = (Span, String);

/// An operation with the API that holds it and that API's schemas.
type Placed<'g> = (&'g Api, &'g Operation, &'g BTreeMap<Named, Rule>);

/// Checks every expression of the gateway, and keeps what it became beside what was written.
pub(super) fn check(gateway: &mut Gateway, diagnostics: &mut Diagnostics) {
    let found = typed(gateway, diagnostics);
    let scope = |sections: &mut Sections| {
        for policy in sections.policies_mut() {
            policy.each_arguments_mut(&mut |arguments| {
                dynamics_mut(arguments, &mut |dynamic| {
                    dynamic.typed = found.get(&key(&dynamic.written)).cloned().flatten();
                });
            });
        }
    };
    scope(&mut gateway.policies);
    gateway.settings.products.iter_mut().for_each(|product| scope(&mut product.policies));
    for api in &mut gateway.apis {
        scope(&mut api.policies);
        api.tags.iter_mut().for_each(|tag| scope(&mut tag.policies));
        api.operations.iter_mut().for_each(|operation| scope(&mut operation.policies));
    }
}

/// The expressions of a policy and of all that stands below it, as they were written.
pub(super) fn sources(policy: &Policy) -> Vec<&str> {
    let mut found = Vec::new();
    policy.each_arguments(&mut |arguments| {
        dynamics(arguments, &mut |dynamic, _| found.push(dynamic.written.source.as_str()));
    });
    found
}

fn typed(gateway: &Gateway, diagnostics: &mut Diagnostics) -> Found {
    let schemas: Vec<BTreeMap<Named, Rule>> = gateway.apis.iter().map(schemas).collect();
    let placed: Vec<Placed<'_>> = gateway
        .apis
        .iter()
        .zip(&schemas)
        .flat_map(|(api, named)| api.operations.iter().map(move |operation| (api, operation, named)))
        .collect();
    let mut found = Found::new();
    let reached = reached(gateway, &placed);
    if reached.is_empty() {
        return found;
    }
    // An error may have come before anything was checked.
    let full = Trust::default();
    let [checked, unchecked]: [Vec<View<'_>>; 2] =
        [Some(&full), None].map(|trust| placed.iter().map(|placed| view(gateway, placed, trust)).collect());
    let attributes = attributes(gateway);
    for Reached { written, expected, kind, sent, operations, variables, claims, product } in &reached {
        let (kind, expected, claims, product) = (*kind, *expected, *claims, *product);
        let known = if kind == SectionKind::OnError { &unchecked } else { &checked };
        let is_known = |trust: &Trust<'_>| kind == SectionKind::OnError || trust.is_full();
        let others = operations.iter().filter(|(_, trust)| !is_known(trust));
        let others: Vec<(usize, View<'_>)> =
            others.filter_map(|(at, trust)| Some((*at, view(gateway, placed.get(*at)?, Some(trust))))).collect();
        let full =
            operations.iter().filter(|(_, trust)| is_known(trust)).filter_map(|(at, _)| Some((at, known.get(*at)?)));
        let mut views: Vec<(&usize, &View<'_>)> = full.chain(others.iter().map(|(at, view)| (at, view))).collect();
        views.sort_by_key(|(at, _)| **at);
        let views: Vec<&View<'_>> = views.into_iter().map(|(_, view)| view).collect();
        let variables = variables.iter().map(|(name, set)| Some(((*name).to_owned(), declared(set, &found)?)));
        // What is wrong with a variable has been said.
        let Some(variables) = variables.collect::<Option<BTreeMap<String, Declared>>>() else {
            found.insert(key(written), None);
            continue;
        };
        let environment = Environment {
            operations: &views,
            response: *sent || matches!(kind, SectionKind::Outbound | SectionKind::OnError),
            error: kind == SectionKind::OnError,
            section: kind.key(),
            claims,
            product,
            priced: gateway.settings.prices.is_some(),
            variables: &variables,
            attributes: &attributes,
        };
        let typed = match expression::check(written, &environment, expected) {
            Ok(typed) => Some(typed),
            Err(said) => {
                said.into_iter().for_each(|diagnostic| diagnostics.push(diagnostic));
                None
            }
        };
        found.insert(key(written), typed);
    }
    credential::check(gateway, &reached, &found, diagnostics);
    found
}

/// A variable by the policies that set it: of their type where that is one. None where something is wrong with one of them.
fn declared(set: &Set<'_>, found: &Found) -> Option<Declared> {
    let (mut known, mut place) = (None, None);
    for (policy, value) in &set.by {
        let ty = match value {
            Argument::Computed(dynamic) => match found.get(&key(&dynamic.written)) {
                Some(typed) => typed.as_ref()?.ty().clone(),
                // Operations disagree about which of the two runs first.
                None => Type::Json,
            },
            Argument::Bool(_) => Type::Boolean,
            Argument::Integer(_) => Type::Int,
            Argument::Name(_) if counts(policy, value) => Type::Int,
            Argument::Number(_) => Type::Double,
            _ => Type::String,
        };
        place = place.or(Some(policy.span));
        known = match known {
            None => Some(ty),
            Some(known) if known == ty => Some(known),
            Some(_) => Some(Type::Json),
        };
    }
    Some(Declared { ty: known?, certain: set.certain, span: place })
}

/// Whether a policy keeps a whole number by the name that an attribute gives.
fn counts(policy: &Policy, name: &Argument) -> bool {
    let is_this = |given: &&Given| std::ptr::eq(&given.value, name);
    policy.arguments.iter().find(is_this).is_some_and(|given| given.attribute.kind == AttributeKind::Count)
}

/// What subscriptions may say of themselves; where they don't, and where there is none, the default holds.
fn attributes(gateway: &Gateway) -> BTreeMap<String, Declared> {
    let declared = |attribute: &Attribute| {
        let ty = match attribute.default {
            Scalar::Integer(_) => Type::Int,
            Scalar::Float(_) => Type::Double,
            Scalar::Boolean(_) => Type::Boolean,
            Scalar::String(_) => Type::String,
        };
        (attribute.name.clone(), Declared { ty, certain: true, span: Some(attribute.span) })
    };
    gateway.settings.attributes.iter().map(declared).collect()
}

fn key(written: &Expression) -> Key {
    (written.span, written.source.clone())
}

fn schemas(api: &Api) -> BTreeMap<Named, Rule> {
    api.schemas.iter().map(|schema| (schema.named.clone(), schema.rule.clone())).collect()
}

pub(crate) use trust::reads_early;

/// Whether a policy, or one below it, reads the request's body.
pub(crate) fn reads_body(policy: &Policy) -> bool {
    policy.tree().into_iter().any(|policy| !reads(policy).body.is_empty())
}

/// Whether a policy, or one below it, looks at the whole answer, which is held back for it.
pub(crate) fn holds_answer(policy: &Policy) -> bool {
    policy.tree().into_iter().any(|policy| policy.holds_answer() || reads(policy).answer)
}

/// What the expressions of a policy and its conditions read of a call, without those of policies below it.
pub(crate) fn reads(policy: &Policy) -> Reads {
    let mut reads = Reads::default();
    let whens = policy.branches.iter().map(|branch| branch.when.as_slice());
    for arguments in whens.chain([policy.arguments.as_slice()]) {
        dynamics(arguments, &mut |dynamic, _| {
            dynamic.typed.iter().for_each(|typed| reads.extend(&typed.reads));
        });
    }
    reads
}
