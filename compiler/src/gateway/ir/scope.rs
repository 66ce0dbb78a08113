//! Scopes, their sections, and which of them a call goes through.

use serde::Serialize;

use super::{Api, Gateway, Operation, Policy, Tag};
use crate::policy::model::SectionKind;

/// Where policies are declared, from broad to narrow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Scope {
    /// The gateway file itself.
    Gateway,
    /// The product that a call comes by, whichever it is.
    Products,
    /// A product, by its name.
    Product(String),
    /// An API.
    Api,
    /// A tag of the API, by its module.
    Tag(String),
    /// An operation.
    Operation,
}

/// The four sections of a scope.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Sections {
    /// Before the call is sent.
    pub inbound: Section,
    /// As it is sent.
    pub backend: Section,
    /// On the answer.
    pub outbound: Section,
    /// On an error that the gateway answers itself.
    pub on_error: Section,
}

impl Sections {
    /// One of the four.
    #[must_use]
    pub fn get(&self, kind: SectionKind) -> &Section {
        match kind {
            SectionKind::Inbound => &self.inbound,
            SectionKind::Backend => &self.backend,
            SectionKind::Outbound => &self.outbound,
            SectionKind::OnError => &self.on_error,
        }
    }

    /// Whether calls run as if this scope said nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        SectionKind::ALL.iter().all(|kind| self.get(*kind).is_empty())
    }

    /// Every policy, to be completed.
    pub(in crate::gateway) fn policies_mut(&mut self) -> impl Iterator<Item = &mut Policy> {
        let Self { inbound, backend, outbound, on_error } = self;
        let steps = [inbound, backend, outbound, on_error].into_iter().flat_map(|section| &mut section.steps);
        steps.filter_map(|step| match step {
            Step::Policy(policy, _) => Some(policy),
            Step::Scope(_) => None,
        })
    }

    /// Every policy.
    pub fn policies(&self) -> impl Iterator<Item = &Policy> {
        SectionKind::ALL.into_iter().flat_map(|kind| self.get(kind).policies())
    }
}

/// One section of one scope.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// Whether the broader scopes' sections run beside it. If not, its steps are all that runs.
    pub inherits: bool,
    /// What it does, in order.
    pub steps: Vec<Step>,
}

impl Default for Section {
    fn default() -> Self {
        Self { inherits: true, steps: Vec::new() }
    }
}

impl Section {
    /// Whether nothing in it makes a call run otherwise.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.inherits && !self.acts()
    }

    /// Whether it does something to calls, beyond saying who of other origins may make them.
    #[must_use]
    pub fn acts(&self) -> bool {
        self.steps.iter().any(|step| !matches!(step, Step::Policy(policy, _) if policy.entry.cross_origin))
    }

    /// The policies among its steps.
    pub fn policies(&self) -> impl Iterator<Item = &Policy> {
        self.steps.iter().filter_map(|step| match step {
            Step::Policy(policy, _) => Some(policy),
            Step::Scope(_) => None,
        })
    }
}

/// One step of a section.
#[derive(Clone, Debug, Serialize)]
pub enum Step {
    /// A policy, with the scope that declares it.
    Policy(Policy, Scope),
    /// All that a broader scope says in this section.
    Scope(Scope),
}

/// Whether a section runs from the narrow scope to the broad: what comes in is met by the broad scope first, what goes out
/// by the narrow one.
#[must_use]
pub fn outward(kind: SectionKind) -> bool {
    matches!(kind, SectionKind::Outbound | SectionKind::OnError)
}

/// The scopes whose functions a call goes through in a section, in order. The gateway and the API have one whether it does
/// anything or not, so that a policy more there changes no other file.
#[must_use]
pub fn scopes(api: &Api, operation: Option<&Operation>, kind: SectionKind) -> Vec<Scope> {
    walk(api, operation, kind, Section::acts)
}

/// The same with the scopes that only say who of other origins may call.
#[must_use]
pub fn declaring_scopes(api: &Api, operation: Option<&Operation>, kind: SectionKind) -> Vec<Scope> {
    walk(api, operation, kind, |section| !section.steps.is_empty())
}

fn walk(api: &Api, operation: Option<&Operation>, kind: SectionKind, says: fn(&Section) -> bool) -> Vec<Scope> {
    let mut found = Vec::new();
    let mut inherits = true;
    if let Some(operation) = operation {
        let own = operation.policies.get(kind);
        inherits = own.inherits;
        if says(own) {
            found.push(Scope::Operation);
        }
        let tags: Vec<_> = api.tags.iter().filter(|tag| operation.tags.contains(&tag.module)).collect();
        if inherits {
            // Tags are of one rank, in the order of their names; one that departs stands for all that is broader.
            let (inheriting, departing): (Vec<&Tag>, Vec<&Tag>) =
                tags.iter().rev().copied().partition(|tag| tag.policies.get(kind).inherits);
            inherits = departing.is_empty();
            let tags = inheriting.iter().chain(&departing);
            let saying = tags.filter(|tag| says(tag.policies.get(kind)));
            found.extend(saying.map(|tag| Scope::Tag(tag.module.clone())));
        }
    }
    if inherits {
        found.push(Scope::Api);
        if api.policies.get(kind).inherits {
            if api.products.contains(&kind) {
                found.push(Scope::Products);
            }
            found.push(Scope::Gateway);
        }
    }
    if !outward(kind) {
        found.reverse();
    }
    found
}

/// The policies that a call to an operation goes through in a section, in order, each with the scope that declares it.
#[must_use]
pub fn pipeline<'g>(
    gateway: &'g Gateway,
    api: &'g Api,
    operation: &'g Operation,
    kind: SectionKind,
) -> Vec<(&'g Scope, &'g Policy)> {
    let steps_of = |scope: &Scope| {
        let sections: Vec<&Sections> = match scope {
            Scope::Gateway => vec![&gateway.policies],
            Scope::Products | Scope::Product(_) => {
                let products = gateway.settings.products.iter().filter(|product| product.apis.contains(&api.name));
                products.map(|product| &product.policies).collect()
            }
            Scope::Api => vec![&api.policies],
            Scope::Tag(module) => {
                api.tags.iter().filter(|tag| tag.module == *module).map(|tag| &tag.policies).collect()
            }
            Scope::Operation => vec![&operation.policies],
        };
        let steps = sections.into_iter().flat_map(|sections| &sections.get(kind).steps);
        steps.collect::<Vec<_>>().into_iter().rev().collect::<Vec<&Step>>()
    };
    let mut open: Vec<Scope> = declaring_scopes(api, Some(operation), kind);
    open.reverse();
    let mut found = Vec::new();
    let mut steps: Vec<&Step> = Vec::new();
    while let Some(scope) = open.pop() {
        steps.extend(steps_of(&scope));
        while let Some(step) = steps.pop() {
            match step {
                Step::Policy(policy, scope) => found.push((scope, policy)),
                Step::Scope(scope) => steps.extend(steps_of(scope)),
            }
        }
    }
    found
}
