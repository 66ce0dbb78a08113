//! Which operations come to an expression, and what they set before.

use std::collections::{BTreeMap, BTreeSet};

use crate::expression::{Expected, Expression, Membership};
use crate::gateway::{Argument, Gateway, Given, Policy, Scope, Sections, pipeline};
use crate::policy::catalogue::{AttributeKind, Form};
use crate::policy::model::SectionKind;

use super::trust::Trust;
use super::{Key, Placed, dynamics, key};

/// An expression with those who come to it.
pub(super) struct Reached<'g> {
    pub(super) written: &'g Expression,
    /// What its place takes.
    pub(super) expected: Expected,
    /// The section that it stands in.
    pub(super) kind: SectionKind,
    /// Whether it is looked at once the call was sent, though its section runs before.
    pub(super) sent: bool,
    /// The operations that it runs for, as indices, each with what was checked of a call to it.
    pub(super) operations: Vec<(usize, Trust<'g>)>,
    /// The variables that were set before, where it names any.
    pub(super) variables: BTreeMap<&'g str, Set<'g>>,
    /// Whether a policy has looked at a token before, in all of them.
    pub(super) claims: bool,
    /// What is known of the products that it stands in; none where it stands elsewhere too.
    pub(super) product: Option<Membership>,
}

/// How a variable was set.
#[derive(Clone)]
pub(super) struct Set<'g> {
    /// The policies that may have set it, each with the value.
    pub(super) by: Vec<(&'g Policy, &'g Argument)>,
    /// Whether every call sets it before.
    pub(super) certain: bool,
}

type Variables<'g> = BTreeMap<&'g str, Set<'g>>;

/// What a call to one operation has behind it.
#[derive(Clone)]
struct Past<'g> {
    variables: Variables<'g>,
    /// Whether a policy has looked at its token.
    identified: bool,
    trust: Trust<'g>,
}

impl<'g> Reached<'g> {
    fn by(&mut self, operation: usize, past: &Past<'g>) {
        let (first, set) = (self.operations.is_empty(), &past.variables);
        self.operations.push((operation, past.trust.clone()));
        self.claims &= past.identified;
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
    for (sections, product, holds) in &scopes {
        for kind in SectionKind::ALL {
            let after: BTreeSet<Key> = sections.get(kind).policies().flat_map(Policy::tree).flat_map(repeats).collect();
            for (written, expected) in sections.get(kind).policies().flat_map(all_written) {
                let (operations, variables) = (Vec::new(), Variables::new());
                let sent = after.contains(&key(written));
                let new =
                    Reached { written, expected, kind, sent, operations, variables, claims: true, product: *product };
                let known = all.entry(key(written)).or_insert(new);
                // A fragment may be included in several scopes.
                known.product = known
                    .product
                    .zip(*product)
                    .map(|(one, other)| Membership { subscribed: one.subscribed && other.subscribed });
                holders.entry(key(written)).or_insert(holds);
            }
        }
    }
    if all.is_empty() {
        return Vec::new();
    }
    let mut order: Vec<Key> = Vec::new();
    for (at, (api, operation, _)) in placed.iter().enumerate() {
        let trust = Trust::before(&pipeline(gateway, api, operation, SectionKind::Inbound));
        let mut past = Past { variables: Variables::new(), identified: false, trust };
        for kind in SectionKind::ALL {
            if kind != SectionKind::Inbound {
                past.trust.sent();
            }
            if kind == SectionKind::OnError {
                past.variables.values_mut().for_each(|set| set.certain = false);
            }
            // Calls that don't come by a product go past its policies.
            let mut around: Option<(&Scope, Past<'g>)> = None;
            for (scope, policy) in pipeline(gateway, api, operation, kind) {
                if around.as_ref().is_none_or(|(product, _)| *product != scope) {
                    if let Some((_, around)) = around.take() {
                        past = either(vec![past, around]);
                    }
                    around = matches!(scope, Scope::Product(_)).then(|| (scope, past.clone()));
                }
                let mut come = |written: &'g Expression, past: &Past<'g>| {
                    let Some(reached) = all.get_mut(&key(written)) else { return };
                    if reached.operations.is_empty() {
                        order.push(key(written));
                    }
                    reached.by(at, past);
                };
                through(policy, &mut past, &mut come);
            }
            if let Some((_, around)) = around {
                past = either(vec![past, around]);
            }
        }
    }
    for (key, unreached) in all.iter_mut().filter(|(_, reached)| reached.operations.is_empty()) {
        let operations = placed.iter().enumerate().filter(|(_, placed)| holders.get(key).is_some_and(|is| is(placed)));
        unreached.operations = operations.map(|(at, _)| (at, Trust::default())).collect();
        order.push(key.clone());
    }
    let (mut met, mut ordered) = (BTreeSet::new(), Vec::new());
    order.iter().for_each(|key| setters_first(key, &all, &mut met, &mut ordered));
    ordered.into_iter().filter_map(|key| all.remove(&key)).collect()
}

/// Puts the expressions that set variables before those that may look them up, whichever operation came to them first.
/// Where operations disagree, the first of them is right.
fn setters_first(at: &Key, all: &BTreeMap<Key, Reached<'_>>, met: &mut BTreeSet<Key>, ordered: &mut Vec<Key>) {
    if !met.insert(at.clone()) {
        return;
    }
    for (_, value) in all.get(at).into_iter().flat_map(|reached| reached.variables.values()).flat_map(|set| &set.by) {
        if let Argument::Computed(dynamic) = value {
            setters_first(&key(&dynamic.written), all, met, ordered);
        }
    }
    ordered.push(at.clone());
}

/// Goes through a policy as a call does.
fn through<'g>(policy: &'g Policy, past: &mut Past<'g>, come: &mut impl FnMut(&'g Expression, &Past<'g>)) {
    written(&policy.arguments).into_iter().for_each(|(written, _)| come(written, past));
    past.variables.extend(variables(policy));
    past.identified |= policy.entry.identifies;
    past.trust.through(policy);
    if policy.branches.is_empty() {
        return;
    }
    // What is repeated runs once at least, and before its condition.
    if policy.entry.form == Form::Loop {
        for branch in &policy.branches {
            branch.policies.iter().for_each(|policy| through(policy, past, come));
            written(branch.when.as_slice()).into_iter().for_each(|(written, _)| come(written, past));
        }
        return;
    }
    let mut ways = Vec::new();
    for branch in &policy.branches {
        written(branch.when.as_slice()).into_iter().for_each(|(written, _)| come(written, past));
        let mut inner = past.clone();
        branch.policies.iter().for_each(|policy| through(policy, &mut inner, come));
        // What ends the call leads nowhere.
        if !branch.policies.iter().any(|policy| policy.entry.ends) {
            ways.push(inner);
        }
    }
    // Where no condition holds nothing is done.
    if policy.branches.iter().all(|branch| branch.when.is_some()) {
        ways.push(past.clone());
    }
    *past = either(ways);
}

/// What a call has behind it that took one of several ways.
fn either<'g>(ways: Vec<Past<'g>>) -> Past<'g> {
    let mut all = Variables::new();
    for (name, set) in ways.iter().flat_map(|way| &way.variables) {
        let known = all.entry(*name).or_insert(Set { by: Vec::new(), certain: true });
        for (policy, value) in &set.by {
            if !known.by.iter().any(|(_, known)| std::ptr::eq(*known, *value)) {
                known.by.push((policy, value));
            }
        }
    }
    for (name, set) in &mut all {
        set.certain = ways.iter().all(|way| way.variables.get(name).is_some_and(|set| set.certain));
    }
    let identified = ways.iter().all(|way| way.identified);
    let trust = ways.into_iter().map(|way| way.trust).reduce(|one, other| one.or(&other)).unwrap_or_default();
    Past { variables: all, identified, trust }
}

/// The variables that a policy sets. What one only sets where it counts a call is never certain.
fn variables(policy: &Policy) -> Vec<(&str, Set<'_>)> {
    let name_of = |given: &'_ Given| match &given.value {
        Argument::Name(_) => given.attribute.kind == AttributeKind::Name,
        _ => false,
    };
    let mut set = Vec::new();
    let value = policy.arguments.iter().find(|given| given.attribute.kind == AttributeKind::Variable);
    let name = policy.arguments.iter().find(|given| name_of(given));
    let kept = policy
        .arguments
        .iter()
        .filter(|given| matches!(given.attribute.kind, AttributeKind::Kept | AttributeKind::Count));
    let certain = name.zip(value).map(|(name, value)| (name, value, true));
    for (name, value, certain) in certain.into_iter().chain(kept.map(|kept| (kept, kept, false))) {
        if let Argument::Name(name) = &name.value {
            set.push((name.as_str(), Set { by: vec![(policy, &value.value)], certain }));
        }
    }
    set
}

/// The expressions in the condition of a loop.
fn repeats(policy: &Policy) -> Vec<Key> {
    let branches = policy.branches.iter().filter(|_| policy.entry.form == Form::Loop);
    branches.flat_map(|branch| written(branch.when.as_slice())).map(|(written, _)| key(written)).collect()
}

/// The expressions in a policy and in all that stand below it, each with what its place takes.
fn all_written(policy: &Policy) -> Vec<(&Expression, Expected)> {
    let mut all = Vec::new();
    policy.each_arguments(&mut |arguments| all.extend(written(arguments)));
    all
}

/// The expressions in some attributes, each with what its place takes.
fn written(arguments: &[Given]) -> Vec<(&Expression, Expected)> {
    let mut written = Vec::new();
    dynamics(arguments, &mut |dynamic, expected| written.push((&dynamic.written, expected)));
    written
}

/// Whether a scope is one of an operation's.
type Holds<'g> = Box<dyn Fn(&Placed<'_>) -> bool + 'g>;

/// The sections of every scope, each with what is known of its product, if it is one, and which operations it is for.
fn scopes(gateway: &Gateway) -> Vec<(&Sections, Option<Membership>, Holds<'_>)> {
    let mut scopes: Vec<(&Sections, Option<Membership>, Holds<'_>)> =
        vec![(&gateway.policies, None, Box::new(|_| true))];
    for product in &gateway.settings.products {
        let known = Membership { subscribed: !product.open };
        let holds = |(held_by, ..): &Placed<'_>| product.apis.contains(&held_by.name);
        scopes.push((&product.policies, Some(known), Box::new(holds)));
    }
    for api in &gateway.apis {
        scopes.push((&api.policies, None, Box::new(|(held_by, ..)| held_by.name == api.name)));
        for tag in &api.tags {
            let tagged =
                |(held_by, operation, _): &Placed<'_>| held_by.name == api.name && operation.tags.contains(&tag.module);
            scopes.push((&tag.policies, None, Box::new(tagged)));
        }
        for own in &api.operations {
            let is = |(held_by, operation, _): &Placed<'_>| held_by.name == api.name && operation.id == own.id;
            scopes.push((&own.policies, None, Box::new(is)));
        }
    }
    scopes
}
