//! Sections of scopes: what a scope inherits, leaves out and puts in the place of what it inherits.
//!
//! A section that inherits all of the broader scopes stays a list, beside theirs. One that departs lists all that runs: the
//! scopes that it takes over whole as one step each, the others policy by policy.

use std::collections::BTreeSet;

use super::counters::Owner;
use super::policies::{link, settled};
use super::{Scope, Section, Sections, Step, outward};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::policy::catalogue::Form;
use crate::policy::model::{self, Policy, SectionKind, Spanned};
use crate::source::Span;

/// The sections of a scope as they were decided, with the policies where the file has them.
#[derive(Default)]
pub(super) struct Resolved<'f>([Steps<'f>; 4]);

#[derive(Clone)]
struct Steps<'f> {
    inherits: bool,
    steps: Vec<Planned<'f>>,
    /// Of products: whether one of them says what it inherits, so that all of them run the gateway's policies themselves.
    leads: bool,
}

impl Default for Steps<'_> {
    fn default() -> Self {
        Self { inherits: true, steps: Vec::new(), leads: false }
    }
}

#[derive(Clone)]
enum Planned<'f> {
    /// A policy, with the scope that declares it.
    Policy(&'f Policy, Scope),
    /// All that a broader scope says.
    Scope(Scope),
}

/// Scopes with what they say, from broad to narrow.
pub(super) type Chain<'r, 'f> = Vec<(Scope, &'r Resolved<'f>)>;

impl<'f> Resolved<'f> {
    fn get(&self, kind: SectionKind) -> &Steps<'f> {
        let [inbound, backend, outbound, on_error] = &self.0;
        match kind {
            SectionKind::Inbound => inbound,
            SectionKind::Backend => backend,
            SectionKind::Outbound => outbound,
            SectionKind::OnError => on_error,
        }
    }

    /// Products, of which each call comes by one at most: those that hold an API, among all. What they take over of the
    /// gateway's is said by the gateway.
    pub(super) fn either<'r>(
        holding: impl Iterator<Item = &'r Self> + Clone,
        all: impl Iterator<Item = &'r Self> + Clone,
    ) -> Self
    where
        'f: 'r,
    {
        let own = |step: &Planned<'f>| matches!(step, Planned::Policy(_, Scope::Product(_)));
        let steps = |kind| {
            let all = holding.clone().flat_map(|scope: &Self| scope.get(kind).steps.clone());
            all.filter(own).collect()
        };
        let says = |kind| holding.clone().any(|scope| !scope.get(kind).steps.is_empty() || scope.departs(kind));
        Self(SectionKind::ALL.map(|kind| {
            let leads = says(kind) && all.clone().any(|scope| scope.departs(kind));
            Steps { inherits: true, steps: steps(kind), leads }
        }))
    }

    /// The sections in which products decide what of the gateway's runs.
    pub(super) fn leading(&self) -> Vec<SectionKind> {
        SectionKind::ALL.into_iter().filter(|kind| self.get(*kind).leads).collect()
    }

    /// The sections in which something is said.
    pub(super) fn said(&self) -> Vec<SectionKind> {
        SectionKind::ALL.into_iter().filter(|kind| !self.get(*kind).steps.is_empty() || self.get(*kind).leads).collect()
    }

    /// Whether a section takes the place of what the broader scopes say.
    pub(super) fn departs(&self, kind: SectionKind) -> bool {
        !self.get(kind).inherits
    }

    /// As it is emitted. `owner` is whose scope it is.
    pub(super) fn linked(&self, owner: Owner<'_>) -> Sections {
        let section = |kind| {
            let Steps { inherits, steps, .. } = self.get(kind);
            let step = |step: &Planned<'_>| match step {
                Planned::Policy(policy, scope) => Step::Policy(link(policy, scope, kind, owner), scope.clone()),
                Planned::Scope(scope) => Step::Scope(scope.clone()),
            };
            Section { inherits: *inherits, steps: steps.iter().map(step).collect() }
        };
        let later = self.get(SectionKind::Inbound).steps.iter().flat_map(|step| match step {
            Planned::Policy(policy, scope) => {
                let parts = settled(policy, scope, owner).into_iter();
                parts.map(|part| Step::Policy(part, scope.clone())).collect()
            }
            Planned::Scope(_) => Vec::new(),
        });
        let mut outbound = section(SectionKind::Outbound);
        // What the backend has answered is looked at before policies edit it.
        outbound.steps.splice(0..0, later);
        Sections {
            inbound: section(SectionKind::Inbound),
            backend: section(SectionKind::Backend),
            outbound,
            on_error: section(SectionKind::OnError),
        }
    }
}

/// Decides what the sections of a scope inherit from the broader ones.
pub(super) fn resolve<'f>(
    scope: &Scope,
    sections: &'f model::Sections,
    broader: &Chain<'_, 'f>,
    diagnostics: &mut Diagnostics,
) -> Resolved<'f> {
    Resolved(SectionKind::ALL.map(|kind| {
        let section = sections.get(kind);
        let own = section.policies.iter().map(|policy| Planned::Policy(policy, scope.clone()));
        match section.span {
            Some(span) if section.inherit && !section.is_plain() => {
                let mut steps = inherited(scope, section, kind, span, broader, diagnostics);
                if outward(kind) {
                    steps.splice(0..0, own);
                } else {
                    steps.extend(own);
                }
                Steps { inherits: false, steps, leads: false }
            }
            _ => Steps { inherits: section.inherit, steps: own.collect(), leads: false },
        }
    }))
}

/// The steps of the broader scopes without those that are left out, and with those in the place of others.
fn inherited<'f>(
    scope: &Scope,
    section: &'f model::Section,
    kind: SectionKind,
    span: Span,
    broader: &Chain<'_, 'f>,
    diagnostics: &mut Diagnostics,
) -> Vec<Planned<'f>> {
    let mut taking = Taking { scope, section, kind, broader, found: BTreeSet::new(), led: None };
    let mut steps = Vec::new();
    for (scope, _) in running(broader, kind) {
        steps.extend(taking.scope(&scope));
    }
    if let Some(policy) = taking.led {
        let message =
            format!("`{}` can't be left out or replaced here: a product says what it inherits too", policy.entry.name);
        let diagnostic = Diagnostic::at(Code::GW0417, span, message).label(policy.span, "of the gateway");
        let help = "say `inherit: false` here, or let the products of the API inherit";
        diagnostics.push(diagnostic.help(help));
    }
    let found = taking.found;
    let places = section.replace.iter().map(|(id, other)| (Spanned::new(id.clone(), other.span), true));
    let asked = section.without.iter().map(|name| (name.clone(), false)).chain(places);
    for (name, replaced) in asked.filter(|(name, _)| !found.contains(name.value.as_str())) {
        let inherited = pipeline(broader, kind);
        diagnostics.push(nothing(&name, replaced, kind, span, &inherited));
    }
    steps
}

/// What a section takes over from the broader scopes.
struct Taking<'t, 'r, 'f> {
    scope: &'t Scope,
    section: &'f model::Section,
    kind: SectionKind,
    broader: &'t Chain<'r, 'f>,
    /// The names that were met.
    found: BTreeSet<&'f str>,
    /// A policy of the gateway's that is to change here, though products decide what of them runs.
    led: Option<&'f Policy>,
}

impl<'f> Taking<'_, '_, 'f> {
    /// One step for the whole scope where nothing of it changes, else its steps.
    fn scope(&mut self, scope: &Scope) -> Vec<Planned<'f>> {
        let Some((_, resolved)) = self.broader.iter().find(|(known, _)| known == scope) else { return Vec::new() };
        // Which product it is only the call tells.
        if *scope == Scope::Products {
            let says = !resolved.get(self.kind).steps.is_empty() || resolved.get(self.kind).leads;
            return says.then(|| Planned::Scope(scope.clone())).into_iter().collect();
        }
        if *scope == Scope::Gateway && self.broader.iter().any(|(_, resolved)| resolved.get(self.kind).leads) {
            let changed = resolved.get(self.kind).steps.iter().find_map(|step| match step {
                Planned::Policy(policy, _) => self.change(policy).map(|(name, _)| (*policy, name)),
                Planned::Scope(_) => None,
            });
            self.led = changed.map(|(policy, _)| policy);
            self.found.extend(changed.map(|(_, name)| name));
            return Vec::new();
        }
        let steps: Vec<Planned<'f>> = resolved.get(self.kind).steps.iter().flat_map(|step| self.step(step)).collect();
        match (self.touches(resolved), steps.is_empty()) {
            (false, false) => vec![Planned::Scope(scope.clone())],
            _ => steps,
        }
    }

    fn touches(&self, resolved: &Resolved<'f>) -> bool {
        resolved.get(self.kind).steps.iter().any(|step| match step {
            Planned::Policy(_, Scope::Product(_)) => false,
            Planned::Policy(policy, _) => self.change(policy).is_some(),
            Planned::Scope(scope) => {
                let nested = self.broader.iter().find(|(known, _)| known == scope);
                nested.is_some_and(|(_, resolved)| self.touches(resolved))
            }
        })
    }

    fn step(&mut self, step: &Planned<'f>) -> Vec<Planned<'f>> {
        let (policy, origin) = match step {
            Planned::Policy(policy, origin) => (*policy, origin),
            Planned::Scope(scope) => return self.scope(scope),
        };
        match self.change(policy) {
            Some((name, other)) => {
                self.found.insert(name);
                other.map(|other| Planned::Policy(other, self.scope.clone())).into_iter().collect()
            }
            None => vec![Planned::Policy(policy, origin.clone())],
        }
    }

    /// The name by which a policy is left out or replaced, and what takes its place.
    fn change(&self, policy: &Policy) -> Option<(&'f str, Option<&'f Policy>)> {
        if let Some(name) = self.section.without.iter().find(|name| is(policy, &name.value)) {
            return Some((&name.value, None));
        }
        let (id, other) = self.section.replace.get_key_value(&policy.id.as_ref()?.value)?;
        Some((id, Some(&other.value)))
    }
}

/// The scopes that run in a section, in order: narrow ones that depart end the walk to the broad.
fn running<'r, 'f>(chain: &Chain<'r, 'f>, kind: SectionKind) -> Chain<'r, 'f> {
    let mut found: Chain<'r, 'f> = Vec::new();
    let mut ended_by: Option<&Scope> = None;
    for (scope, resolved) in chain.iter().rev() {
        // Tags are of one rank: one that departs ends the walk behind all of them.
        if ended_by.is_some_and(|by| !matches!((by, scope), (Scope::Tag(_), Scope::Tag(_)))) {
            break;
        }
        found.push((scope.clone(), *resolved));
        if resolved.departs(kind) {
            ended_by = Some(scope);
        }
    }
    // The one that departs stands for all that is broader, so the other tags are narrower than it.
    found.sort_by_key(|(_, resolved)| resolved.departs(kind));
    if !outward(kind) {
        found.reverse();
    }
    found
}

/// The policies of a chain that run in a section, in order, with the scopes that they stand in.
pub(super) fn pipeline<'f>(chain: &Chain<'_, 'f>, kind: SectionKind) -> Vec<(Scope, &'f Policy)> {
    let mut found = Vec::new();
    for (_, resolved) in running(chain, kind) {
        steps_of(resolved, chain, kind, &mut found);
    }
    found
}

fn steps_of<'f>(
    resolved: &Resolved<'f>,
    chain: &Chain<'_, 'f>,
    kind: SectionKind,
    found: &mut Vec<(Scope, &'f Policy)>,
) {
    for step in &resolved.get(kind).steps {
        match step {
            Planned::Policy(policy, scope) => found.push((scope.clone(), policy)),
            Planned::Scope(broader) => {
                if let Some((_, resolved)) = chain.iter().find(|(known, _)| known == broader) {
                    steps_of(resolved, chain, kind, found);
                }
            }
        }
    }
}

/// Whether a policy is meant by its id or its name.
fn is(policy: &Policy, name: &str) -> bool {
    policy.id.as_ref().is_some_and(|id| id.value == name)
        || policy.entry.name == name
        || policy.entry.aliases.contains(&name)
}

/// Nothing that is inherited bears this name.
fn nothing(
    name: &Spanned<String>,
    replaced: bool,
    kind: SectionKind,
    span: Span,
    inherited: &[(Scope, &Policy)],
) -> Diagnostic {
    let message = format!("`{}` inherits no policy `{}`", kind.key(), name.value);
    let diagnostic = Diagnostic::at(Code::GW0518, name.span, message).label(span, "of this section");
    let meant = |policy: &&Policy| match replaced {
        true => policy.id.as_ref().is_some_and(|id| id.value == name.value),
        false => is(policy, &name.value),
    };
    let verb = if replaced { "replaced" } else { "left out" };
    let (of_products, inherited): (Vec<_>, Vec<_>) =
        inherited.iter().partition(|(scope, _)| matches!(scope, Scope::Product(_)));
    if replaced && let Some((_, same)) = inherited.iter().find(|(_, policy)| is(policy, &name.value)) {
        return diagnostic.label(same.span, "this one has no such id").help("give it an `id`, and name that here");
    }
    // Which product it is only the call tells.
    if let Some((Scope::Product(product), same)) = of_products.iter().find(|(_, policy)| meant(policy)) {
        let message = format!("`{}` is a policy of the product `{product}`, and can't be {verb} here", name.value);
        return Diagnostic::at(Code::GW0518, name.span, message).label(same.span, "of the product").help(
            "put it below a `choose` there that asks for `api.name` or `operation.id`, or say `inherit: false` here, which leaves out all",
        );
    }
    for (_, outer) in &inherited {
        if let Some(same) = outer.tree().into_iter().skip(1).find(meant) {
            let message =
                format!("`{}` stands below `{}`, and can't be {verb} by itself", name.value, outer.entry.name);
            let help = match &outer.id {
                Some(id) => format!("name `{}` here, which stands around it", id.value),
                None if outer.entry.form == Form::Branches => {
                    "put the condition for this scope there too, such as `operation.id != \"...\"`".to_owned()
                }
                None => format!("give the `{}` around it an `id`, and name that here", outer.entry.name),
            };
            let diagnostic = Diagnostic::at(Code::GW0518, name.span, message).label(same.span, "this one");
            return diagnostic.label(outer.span, "below this one").help(help);
        }
    }
    let ids = inherited.iter().filter_map(|(_, policy)| policy.id.as_ref()).map(|id| id.value.as_str());
    let names = inherited.iter().map(|(_, policy)| policy.entry.name).filter(|_| !replaced);
    let all: BTreeSet<&str> = ids.chain(names).collect();
    let listed: Vec<String> = all.iter().map(|name| format!("`{name}`")).collect();
    diagnostic.help(match did_you_mean(&name.value, all.iter().copied()) {
        Some(close) => format!("did you mean `{close}`?"),
        None if listed.is_empty() => "remove it: nothing is inherited here that could be meant".to_owned(),
        None => format!("what can be meant is {}", listed.join(", ")),
    })
}
