//! Which operations come to an expression, and what they set before.

use std::collections::BTreeMap;

use crate::expression::{Expected, Expression};
use crate::gateway::{Argument, Gateway, Policy, Sections, pipeline};
use crate::policy::catalogue::AttributeKind;
use crate::policy::model::SectionKind;

use super::{Key, Placed, dynamics, key};

/// An expression with those who come to it.
pub(super) struct Reached<'g> {
    pub(super) written: &'g Expression,
    /// What its place takes.
    pub(super) expected: Expected,
    /// The section that it stands in.
    pub(super) kind: SectionKind,
    /// The operations that it runs for, as indices.
    pub(super) operations: Vec<usize>,
    /// The variables that were set before, where it names any.
    pub(super) variables: BTreeMap<&'g str, Set<'g>>,
}

/// How a variable was set.
#[derive(Clone)]
pub(super) struct Set<'g> {
    /// The policies that may have set it, each with the value.
    pub(super) by: Vec<(&'g Policy, &'g Argument)>,
    /// Whether every call sets it before.
    pub(super) certain: bool,
}

/// What one operation has set so far.
type Variables<'g> = BTreeMap<&'g str, Set<'g>>;

impl<'g> Reached<'g> {
    fn by(&mut self, operation: usize, set: &Variables<'g>) {
        let first = self.operations.is_empty();
        self.operations.push(operation);
        if !self.written.source.contains("variables") {
            return;
        }
        if first {
            self.variables.clone_from(set);
            return;
        }
        for (name, known) in &mut self.variables {
            known.certain &= set.get(name).is_some_and(|set| set.certain);
        }
        for (name, set) in set {
            let known = self.variables.entry(name).or_insert(Set { by: Vec::new(), certain: false });
            for (policy, value) in &set.by {
                if !known.by.iter().any(|(_, known)| std::ptr::eq(*known, *value)) {
                    known.by.push((policy, value));
                }
            }
        }
    }
}

/// Every expression, with those who come to it; what sets a variable stands before what looks it up. What no call comes
/// to, since narrower scopes leave it out, is checked for all operations of its scope.
pub(super) fn reached<'g>(gateway: &'g Gateway, placed: &[Placed<'g>]) -> Vec<Reached<'g>> {
    let scopes = scopes(gateway);
    let mut all: BTreeMap<Key, Reached<'g>> = BTreeMap::new();
    let mut holders: BTreeMap<Key, &Holds<'g>> = BTreeMap::new();
    for (sections, holds) in &scopes {
        for kind in SectionKind::ALL {
            for (written, expected) in sections.get(kind).policies().flat_map(written) {
                let (operations, variables) = (Vec::new(), Variables::new());
                let new = Reached { written, expected, kind, operations, variables };
                all.entry(key(written)).or_insert(new);
                holders.entry(key(written)).or_insert(holds);
            }
        }
    }
    if all.is_empty() {
        return Vec::new();
    }
    let mut order: Vec<Key> = Vec::new();
    for (at, (api, operation, _)) in placed.iter().enumerate() {
        let mut set = Variables::new();
        for kind in SectionKind::ALL {
            if kind == SectionKind::OnError {
                set.values_mut().for_each(|set| set.certain = false);
            }
            for (_, policy) in pipeline(gateway, api, operation, kind) {
                for (written, _) in written(policy) {
                    let Some(reached) = all.get_mut(&key(written)) else { continue };
                    if reached.operations.is_empty() {
                        order.push(key(written));
                    }
                    reached.by(at, &set);
                }
                set.extend(variable(policy));
            }
        }
    }
    for (key, unreached) in all.iter_mut().filter(|(_, reached)| reached.operations.is_empty()) {
        let operations = placed.iter().enumerate().filter(|(_, placed)| holders.get(key).is_some_and(|is| is(placed)));
        unreached.operations = operations.map(|(at, _)| at).collect();
        order.push(key.clone());
    }
    order.into_iter().filter_map(|key| all.remove(&key)).collect()
}

/// The variable that a policy sets, if it sets one.
fn variable(policy: &Policy) -> Option<(&str, Set<'_>)> {
    let value = policy.arguments.iter().find(|given| given.attribute.kind == AttributeKind::Variable)?;
    let name = policy.arguments.iter().find_map(|given| match &given.value {
        Argument::Name(name) => Some(name.as_str()),
        _ => None,
    })?;
    Some((name, Set { by: vec![(policy, &value.value)], certain: true }))
}

/// The expressions in a policy, each with what its place takes.
fn written(policy: &Policy) -> Vec<(&Expression, Expected)> {
    let mut written = Vec::new();
    dynamics(&policy.arguments, &mut |dynamic, expected| written.push((&dynamic.written, expected)));
    written
}

/// Whether a scope is one of an operation's.
type Holds<'g> = Box<dyn Fn(&Placed<'_>) -> bool + 'g>;

/// The sections of every scope, each with which operations it is for.
fn scopes(gateway: &Gateway) -> Vec<(&Sections, Holds<'_>)> {
    let mut scopes: Vec<(&Sections, Holds<'_>)> = vec![(&gateway.policies, Box::new(|_| true))];
    for api in &gateway.apis {
        scopes.push((&api.policies, Box::new(|(held_by, ..)| held_by.name == api.name)));
        for tag in &api.tags {
            let tagged =
                |(held_by, operation, _): &Placed<'_>| held_by.name == api.name && operation.tags.contains(&tag.module);
            scopes.push((&tag.policies, Box::new(tagged)));
        }
        for own in &api.operations {
            let is = |(held_by, operation, _): &Placed<'_>| held_by.name == api.name && operation.id == own.id;
            scopes.push((&own.policies, Box::new(is)));
        }
    }
    scopes
}
