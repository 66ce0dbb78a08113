//! APIs and operations that limiters name: each must be there, and calls of it must come to the limiter.

use std::collections::{BTreeMap, BTreeSet};

use super::{Gateway, SectionKind, pipeline};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::openapi::Document;
use crate::policy::GatewayFile;
use crate::policy::catalogue::Limits;
use crate::policy::model::{self, Arguments, Policy, Spanned};
use crate::source::Span;

/// An API and the id of an operation.
type Name<'g> = (&'g str, &'g str);

/// Says which of the names lead nowhere, and which limits no call comes under.
pub(super) fn check(
    file: &GatewayFile,
    gateway: &Gateway,
    documents: &BTreeMap<String, Document<'_>>,
    diagnostics: &mut Diagnostics,
) {
    let met = met(gateway);
    let mut said: BTreeSet<Span> = BTreeSet::new();
    for policy in sections(file).flat_map(model::Sections::all) {
        let Some(apis) = policy.entry.limits.and_then(|limits| limits.apis) else { continue };
        let comes = met.get(&policy.span);
        let naming = Naming { gateway, documents, policy, comes };
        // A fragment's policies stand wherever it is included.
        for (api, row) in policy.arguments.rows(apis).iter().filter(|(api, _)| said.insert(api.span)) {
            naming.api(api, row, diagnostics);
        }
    }
}

/// The sections of all scopes.
fn sections(file: &GatewayFile) -> impl Iterator<Item = &model::Sections> {
    let of_apis = file.apis.values().flat_map(|api| {
        let tags = api.tags.values().map(|tag| &tag.policies);
        let operations = api.operations.values().map(|operation| &operation.policies);
        std::iter::once(&api.policies).chain(tags).chain(operations)
    });
    let products = file.products.values().map(|product| &product.policies);
    std::iter::once(&file.policies).chain(products).chain(of_apis)
}

/// The operations whose calls come to each policy, by where its name stands.
fn met(gateway: &Gateway) -> BTreeMap<Span, BTreeSet<Name<'_>>> {
    let mut met: BTreeMap<Span, BTreeSet<Name<'_>>> = BTreeMap::new();
    for api in &gateway.apis {
        for operation in &api.operations {
            let policies = SectionKind::ALL.into_iter().flat_map(|kind| pipeline(gateway, api, operation, kind));
            for policy in policies.flat_map(|(_, policy)| policy.tree()).filter(|policy| policy.counter.is_some()) {
                met.entry(policy.span).or_default().insert((&api.name, &operation.id));
            }
        }
    }
    met
}

/// A policy that names APIs and operations.
struct Naming<'n, 'd> {
    gateway: &'n Gateway,
    documents: &'n BTreeMap<String, Document<'d>>,
    policy: &'n Policy,
    /// The operations whose calls come to it; none where it never runs.
    comes: Option<&'n BTreeSet<Name<'n>>>,
}

impl Naming<'_, '_> {
    fn api(&self, name: &Spanned<String>, row: &Arguments, diagnostics: &mut Diagnostics) {
        let apis = &self.gateway.apis;
        let Some(api) = apis.iter().find(|api| api.name == name.value) else {
            let known = apis.iter().map(|api| api.name.as_str());
            diagnostics.push(missing(Code::GW0425, name, format!("there is no API `{}`", name.value), known));
            return;
        };
        if self.comes.is_some_and(|comes| comes.iter().all(|(of, _)| *of != name.value)) {
            diagnostics.push(self.idle(name));
            return;
        }
        let known = || api.operations.iter().map(|operation| operation.id.as_str());
        for (operation, _) in row.rows(Limits::OPERATIONS) {
            if !known().any(|id| id == operation.value) {
                let message = format!("`{}` has no operation `{}`", api.name, operation.value);
                let diagnostic = missing(Code::GW0507, operation, message, known());
                diagnostics.push(match self.documents.get(&api.name) {
                    Some(document) => diagnostic.label(document.key_span("#/paths"), "the operations of the spec"),
                    None => diagnostic,
                });
            } else if self.comes.is_some_and(|comes| !comes.contains(&(&*api.name, &*operation.value))) {
                diagnostics.push(self.idle(operation));
            }
        }
    }

    /// No call of what is named here comes to the policy.
    fn idle(&self, name: &Spanned<String>) -> Diagnostic {
        let message = format!("no call of `{}` comes to this `{}`", name.value, self.policy.entry.name);
        Diagnostic::at(Code::GW0432, name.span, message)
            .label(self.policy.span, "it counts what comes by the scope that it stands in")
            .help("remove the limit, or say it in a scope that those calls come by")
    }
}

fn missing<'k>(
    code: Code,
    name: &Spanned<String>,
    message: String,
    known: impl Iterator<Item = &'k str>,
) -> Diagnostic {
    Diagnostic::at(code, name.span, message).help(match did_you_mean(&name.value, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "remove it, or write one that is there".to_owned(),
    })
}
