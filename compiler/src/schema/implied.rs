//! Discriminators that map no values: there a value is the name of a schema (OpenAPI 3.0.3, section 4.7.25), unless the
//! schema itself says which constant its member has, as most published ones do.

use std::collections::{BTreeMap, BTreeSet};

use crate::openapi::{Document, last_token, normal};
use crate::source::Node;

use super::facets::Types;
use super::lower::Lowering;
use super::peek::Peek;
use super::rule::{ByMember, Named, Rule};
use super::union::Branch;

/// Where components of a document stand.
const SCHEMAS: &str = "#/components/schemas";

/// Who is composed of whom: by the pointer of a component, those that have it in their `allOf`, by name.
#[derive(Debug, Default)]
pub(super) struct Families(BTreeMap<String, Vec<String>>);

impl Families {
    pub(super) fn of(document: &Document<'_>) -> Self {
        let mut children: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let all = document.node(SCHEMAS).and_then(Node::as_object);
        for member in all.into_iter().flat_map(|all| all.sorted()) {
            let pointer = crate::openapi::child(SCHEMAS, &member.key);
            for part in member.value.get("allOf").and_then(Node::as_array).unwrap_or_default() {
                if let Some(base) = part.get("$ref").and_then(Node::as_str) {
                    children.entry(normal(base)).or_default().push(pointer.clone());
                }
            }
        }
        Self(children)
    }

    /// A schema and all that are composed of it, the nearest first.
    fn line(&self, base: &str) -> Vec<String> {
        let mut seen = BTreeSet::from([base.to_owned()]);
        let mut line = vec![base.to_owned()];
        let mut at = 0;
        while let Some(parent) = line.get(at).cloned() {
            at += 1;
            let children = self.0.get(&parent).into_iter().flatten();
            line.extend(children.filter(|child| seen.insert((*child).clone())).cloned());
        }
        line
    }
}

impl<'n> Lowering<'_, 'n> {
    /// The descendants of a base whose discriminator maps nothing, by the values that mean them. Values that the base lists
    /// and that mean no descendant mean the base.
    pub(super) fn implied(&mut self, node: &'n Node, pointer: &str, name: &str) -> Option<Rule> {
        let line = self.families.line(pointer);
        let takes = self.member(node, pointer, name).map_or(Types::STRING, |peek| peek.types);
        if line.len() < 2 || takes != Types::STRING {
            return None;
        }
        let listed = self.peek(node, pointer, false).constants.remove(name);
        let mut values: BTreeMap<String, String> = BTreeMap::new();
        for schema in &line {
            let Some(found) = self.document.node(schema) else { continue };
            let constants = self.peek(found, schema, false).constants.remove(name);
            let own = constants.filter(|own| listed.as_ref() != Some(own));
            let said = found.get("x-ms-discriminator-value").and_then(Node::as_str);
            let own = match (said, own) {
                (Some(said), _) => vec![said.to_owned()],
                (None, Some(own)) => own,
                (None, None) => vec![last_token(schema).into_owned()],
            };
            for value in own.into_iter().filter(|value| listed.as_ref().is_none_or(|listed| listed.contains(value))) {
                values.entry(value).or_insert_with(|| schema.clone());
            }
        }
        if values.values().all(|schema| schema == pointer) {
            return None;
        }
        for value in listed.into_iter().flatten() {
            values.entry(value).or_insert_with(|| pointer.to_owned());
        }
        let branches = values.into_iter().map(|(value, schema)| (value, self.named(&schema)));
        let (branches, open) = (branches.collect(), self.options.open_unions);
        let rule = ByMember { keyword: "discriminator", name: name.to_owned(), branches, absent: None, open };
        Some(Rule::ByMember(Box::new(rule)))
    }

    /// The branches of a union whose discriminator maps nothing and whose branches, but for null, are all components.
    ///
    /// A discriminator helps to tell branches apart and refuses nothing that fits one of them. So this is none where a branch
    /// may lack the member, and none where some branches say their own constant and others nothing: their names then mean
    /// nothing either.
    pub(super) fn by_names(
        &mut self,
        keyword: &'static str,
        name: &str,
        branches: &'n [Node],
        lowered: &[Branch],
    ) -> Option<Rule> {
        let mut values: BTreeMap<String, Rule> = BTreeMap::new();
        let (mut null, mut said) = (false, Vec::new());
        for (node, branch) in branches.iter().zip(lowered) {
            if branch.rule == Rule::Null {
                null = true;
                continue;
            }
            let Rule::Named(Named { pointer, .. }) = &branch.rule else { return None };
            let component = pointer.strip_prefix(SCHEMAS).is_some_and(|rest| rest.matches('/').count() == 1);
            if !component || node.get("$ref").is_none() {
                return None;
            }
            if !branch.peek.required.contains(name) {
                return None;
            }
            let constants = branch.peek.constants.get(name).cloned();
            said.push(constants.is_some());
            for value in constants.unwrap_or_else(|| vec![last_token(pointer).into_owned()]) {
                if values.insert(value, branch.rule.clone()).is_some() {
                    return None;
                }
            }
        }
        if said.contains(&true) && said.contains(&false) {
            return None;
        }
        let (branches, open) = (values.into_iter().collect(), self.options.open_unions);
        let rule = ByMember { keyword, name: name.to_owned(), branches, absent: None, open };
        let rule = Rule::ByMember(Box::new(rule));
        Some(if null { super::finish::nullable(rule) } else { rule })
    }

    /// A look at a member that a schema declares itself.
    fn member(&self, node: &'n Node, pointer: &str, name: &str) -> Option<Peek> {
        let found = node.get("properties")?.get(name)?;
        let pointer = crate::openapi::child(&crate::openapi::child(pointer, "properties"), name);
        Some(self.peek(found, &pointer, false))
    }
}
