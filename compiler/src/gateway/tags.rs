//! Tags with policies: which operations bear them, and the scopes that an operation stands in.

use std::collections::{BTreeMap, BTreeSet};

use super::counters::Owner;
use super::names::{resolve as named, snake};
use super::operation::Found;
use super::scopes::{self, Chain};
use super::{Scope, SectionKind, Tag};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::openapi::{Document, child};
use crate::policy::model;

/// A tag with its policies.
pub(super) struct Resolved<'f> {
    said: &'f model::Tag,
    module: String,
    policies: scopes::Resolved<'f>,
}

impl Resolved<'_> {
    /// As it is emitted.
    pub(super) fn linked(&self, api: &str) -> Tag {
        let policies = self.policies.linked(Owner { api, ..Owner::default() });
        Tag { name: self.said.name.value.clone(), module: self.module.clone(), policies }
    }
}

/// The scopes above the operations of an API.
pub(super) struct Scopes<'r, 'f> {
    /// The gateway and the API.
    pub(super) chain: Chain<'r, 'f>,
    /// The tags, by name.
    pub(super) tags: Vec<&'r Resolved<'f>>,
}

/// Reads the tags that the gateway file has policies for; each must be there.
pub(super) fn resolve<'f>(
    api: &'f model::Api,
    document: Option<&Document<'_>>,
    broader: &Chain<'_, 'f>,
    diagnostics: &mut Diagnostics,
) -> Vec<Resolved<'f>> {
    let borne: BTreeSet<&str> = document.map(borne).unwrap_or_default();
    let wanted: BTreeMap<String, String> = api.tags.keys().map(|name| (name.clone(), snake(name))).collect();
    let modules = named(&wanted, &["mod"]);
    let mut resolved = Vec::new();
    for (key, tag) in &api.tags {
        if !borne.contains(key.as_str()) {
            let message = format!("no operation of `{}` has the tag `{key}`", api.name.value);
            let diagnostic = Diagnostic::at(Code::GW0519, tag.name.span, message);
            let diagnostic = match document {
                Some(document) => diagnostic.label(document.key_span("#/paths"), "the operations of the spec"),
                None => diagnostic,
            };
            diagnostics.push(diagnostic.help(match did_you_mean(key, borne.iter().copied()) {
                Some(close) => format!("did you mean `{close}`?"),
                None => "declare the policies on the API or on operations".to_owned(),
            }));
        }
        let policies = scopes::resolve(&Scope::Tag(modules[key].clone()), &tag.policies, broader, diagnostics);
        resolved.push(Resolved { said: tag, module: modules[key].clone(), policies });
    }
    resolved
}

/// The tags that operations bear.
fn borne<'d>(document: &'d Document<'_>) -> BTreeSet<&'d str> {
    let items = document.api.paths.paths.values().filter_map(|item| item.as_item());
    let operations = items.flat_map(|item| item.iter().map(|(_, operation)| operation));
    let further = document.further.iter().map(|further| &further.operation);
    operations.chain(further).flat_map(|operation| &operation.tags).map(String::as_str).collect()
}

impl<'r, 'f> Scopes<'r, 'f> {
    /// The scopes above one operation, and the modules of its tags.
    pub(super) fn of(
        &self,
        found: &Found<'_>,
        document: &Document<'_>,
        diagnostics: &mut Diagnostics,
    ) -> (Chain<'r, 'f>, Vec<String>) {
        let mut chain = self.chain.clone();
        let borne = |name: &String| {
            std::iter::once(found).chain(&found.variants).any(|found| found.declared.tags.contains(name))
        };
        let tags: Vec<&Resolved<'f>> = self.tags.iter().copied().filter(|tag| borne(&tag.said.name.value)).collect();
        for kind in SectionKind::ALL {
            let mut departing = tags.iter().filter(|tag| tag.policies.departs(kind));
            if let (Some(first), Some(second)) = (departing.next(), departing.next()) {
                let (one, other) = (&first.said.name, &second.said.name);
                let message = format!(
                    "`{}` and `{}` both say what `{}` inherits in `{}`",
                    one.value,
                    other.value,
                    found.id,
                    kind.key()
                );
                let place = document.key_span(&child("#/paths", found.path));
                let diagnostic = Diagnostic::at(Code::GW0520, other.span, message)
                    .label(one.span, "the other tag")
                    .label(place, "the path of the operation")
                    .help("say it on the operation, and let both tags inherit");
                diagnostics.push(diagnostic);
            }
        }
        chain.extend(tags.iter().map(|tag| (Scope::Tag(tag.module.clone()), &tag.policies)));
        (chain, tags.iter().map(|tag| tag.module.clone()).collect())
    }
}
