//! `unevaluatedProperties` and `unevaluatedItems` (JSON Schema Core section 11): which members or items the other
//! schemas of the same value look at, as far as the document alone can tell, and under which conditions for the rest.

use std::collections::BTreeSet;

use crate::openapi::child;
use crate::source::Node;

use super::applied::all_of_these;
use super::facets::Facets;
use super::keywords::{count, regex};
use super::lower::{Context, Lowering};
use super::rule::{Evaluated, Inside, Others, Rule, Unevaluated};

/// Adds what the two keywords of a schema ask to its facets, which hold all else that it says. Where no condition is
/// involved, it is `additionalProperties` or `items` over what was met.
pub(super) fn add<'n>(lowering: &mut Lowering<'_, 'n>, node: &'n Node, pointer: &str, facets: &mut Facets) {
    for (keyword, inside) in [("unevaluatedProperties", Inside::Members), ("unevaluatedItems", Inside::Items)] {
        let Some(schema) = node.get(keyword) else { continue };
        let others = match lowering.below(schema, &child(pointer, keyword)) {
            Rule::Any => continue,
            Rule::Never => Others::Refuse,
            rule => Others::Each(rule),
        };
        let silent = lowering.silence(true);
        let mut found = Evaluated::default();
        Look { lowering, inside, on: BTreeSet::new() }.own(node, pointer, &mut found);
        lowering.silence(silent);
        if found.all {
            continue;
        }
        let plain = found.conditional.is_empty() && found.contains.is_empty();
        match inside {
            Inside::Members if plain && facets.others == Others::Any && same_members(&found, facets) => {
                facets.others = others;
            }
            Inside::Items if plain && facets.items.is_none() && found.first == facets.prefix.len() as u64 => {
                facets.items = Some(others.into_rule());
            }
            _ => facets.besides.push(Rule::Unevaluated(Box::new(Unevaluated { inside, evaluated: found, others }))),
        }
    }
}

/// Whether what was met names the very members that are looked at.
fn same_members(found: &Evaluated, facets: &Facets) -> bool {
    let patterns: BTreeSet<&String> = facets.patterns.iter().map(|(pattern, _)| pattern).collect();
    found.members.iter().eq(facets.properties.keys()) && patterns.into_iter().eq(&found.patterns)
}

/// A look at the schemas of one value.
struct Look<'l, 'd, 'n> {
    lowering: &'l mut Lowering<'d, 'n>,
    inside: Inside,
    /// The references that led here.
    on: BTreeSet<String>,
}

impl<'n> Look<'_, '_, 'n> {
    /// All that a schema looks at.
    fn whole(&mut self, node: &'n Node, pointer: &str, found: &mut Evaluated) {
        let (unevaluated, rest) = match self.inside {
            Inside::Members => ("unevaluatedProperties", "additionalProperties"),
            Inside::Items => ("unevaluatedItems", "items"),
        };
        let listed = self.inside == Inside::Items && node.get("items").and_then(Node::as_array).is_some();
        let rest = if listed { "additionalItems" } else { rest };
        found.all |= node.get(unevaluated).is_some() || node.get(rest).is_some();
        self.own(node, pointer, found);
    }

    /// What a schema looks at, but for its own `unevaluated` keywords.
    fn own(&mut self, node: &'n Node, pointer: &str, found: &mut Evaluated) {
        let before = self.lowering.enter(pointer);
        self.keywords(node, pointer, found);
        self.lowering.way = before;
    }

    fn keywords(&mut self, node: &'n Node, pointer: &str, found: &mut Evaluated) {
        match self.inside {
            Inside::Members => self.members(node, found),
            Inside::Items => self.items(node, pointer, found),
        }
        for keyword in ["$ref", "$dynamicRef", "$recursiveRef"] {
            let Some((target, at)) = self.lowering.followed(node, keyword, pointer) else { continue };
            if self.on.insert(at.clone()) {
                self.whole(target, &at, found);
                self.on.remove(&at);
            }
        }
        for (index, part) in list(node, "allOf").iter().enumerate() {
            self.whole(part, &child(&child(pointer, "allOf"), &index.to_string()), found);
        }
        self.conditional(node, pointer, found);
    }

    fn conditional(&mut self, node: &'n Node, pointer: &str, found: &mut Evaluated) {
        let declared = self.lowering.declared_around(node, &Context::default());
        for keyword in ["anyOf", "oneOf"] {
            for (index, branch) in list(node, keyword).iter().enumerate() {
                let at = child(&child(pointer, keyword), &index.to_string());
                let inner = self.of(&[(branch, at.clone())]);
                self.where_(
                    |look| look.lowering.rule(branch, &at, &Context::declaring(declared.clone())),
                    inner,
                    found,
                );
            }
        }
        if let Some(condition) = node.get("if") {
            let at = |keyword: &str| child(pointer, keyword);
            let schema = |keyword: &str| node.get(keyword).map(|schema| (schema, at(keyword)));
            let then: Vec<_> = [Some((condition, at("if"))), schema("then")].into_iter().flatten().collect();
            let otherwise: Vec<_> = schema("else").into_iter().collect();
            let (then, otherwise) = (self.of(&then), self.of(&otherwise));
            let rule =
                |look: &mut Self| look.lowering.rule(condition, &at("if"), &Context::declaring(declared.clone()));
            self.where_(rule, then, found);
            self.where_(|look| Rule::Not(Box::new(rule(look))), otherwise, found);
        }
        for keyword in ["dependentSchemas", "dependencies"] {
            for member in node.get(keyword).and_then(Node::as_object).into_iter().flat_map(|all| all.sorted()) {
                let at = child(&child(pointer, keyword), &member.key);
                let inner = self.of(&[(&member.value, at)]);
                self.where_(|_| all_of_these(std::iter::once(&*member.key)), inner, found);
            }
        }
    }

    /// What several schemas look at.
    fn of(&mut self, schemas: &[(&'n Node, String)]) -> Evaluated {
        let mut found = Evaluated::default();
        for (node, pointer) in schemas {
            self.whole(node, pointer, &mut found);
        }
        found
    }

    /// Adds what counts only where a rule holds.
    fn where_(&mut self, rule: impl FnOnce(&mut Self) -> Rule, inner: Evaluated, found: &mut Evaluated) {
        if inner == Evaluated::default() {
            return;
        }
        match rule(self) {
            Rule::Never => {}
            rule => found.conditional.push((rule, inner)),
        }
    }

    fn members(&mut self, node: &'n Node, found: &mut Evaluated) {
        let keys = |keyword: &str| node.get(keyword).and_then(Node::as_object).into_iter().flat_map(|all| all.sorted());
        found.members.extend(keys("properties").map(|member| member.key.to_string()));
        for member in keys("patternProperties") {
            match regex(self.lowering, &member.key, member.key_span) {
                Some(pattern) => drop(found.patterns.insert(pattern)),
                // It might match any of them.
                None => found.all = true,
            }
        }
        found.all |= node.get("additionalProperties").is_some();
    }

    fn items(&mut self, node: &'n Node, pointer: &str, found: &mut Evaluated) {
        let listed = node.get("items").and_then(Node::as_array);
        let prefix = listed.or_else(|| node.get("prefixItems").and_then(Node::as_array)).unwrap_or_default();
        found.first = found.first.max(prefix.len() as u64);
        found.all |= node.get(if listed.is_some() { "additionalItems" } else { "items" }).is_some();
        if let Some(schema) = node.get("contains") {
            // With `minContains: 0` it says nothing of the array, and still looks at the items.
            let _ = node.get("minContains").and_then(|bound| count(self.lowering, bound));
            found.contains.push(self.lowering.below(schema, &child(pointer, "contains")));
        }
    }
}

fn list<'n>(node: &'n Node, keyword: &str) -> &'n [Node] {
    node.get(keyword).and_then(Node::as_array).unwrap_or_default()
}
