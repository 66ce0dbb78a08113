//! The keywords that apply schemas: to members and items (JSON Schema Core section 10.3), and to the value itself under a
//! condition (section 10.2.2).

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::openapi::child;
use crate::source::{Node, Object as Members};

use super::facets::{Facets, Types};
use super::keywords::{count, regex};
use super::lower::{Context, Lowering};
use super::meet::where_typed;
use super::rule::{Contains, Object, Others, Place, Property, Rule, Text, When};

/// `prefixItems`, `items`, `contains` and what stands beside them. An `items` that is a list is the `prefixItems` of
/// older drafts, and `additionalItems` their `items`.
pub(super) fn items<'n>(lowering: &mut Lowering<'_, 'n>, node: &'n Node, pointer: &str, facets: &mut Facets) {
    let listed = node.get("items").and_then(Node::as_array);
    let (prefix, rest) = if listed.is_some() { ("items", "additionalItems") } else { ("prefixItems", "items") };
    if let Some(schemas) = node.get(prefix).and_then(Node::as_array) {
        let at = child(pointer, prefix);
        let rules = schemas.iter().enumerate();
        let rules = rules.map(|(index, schema)| lowering.below(schema, &child(&at, &index.to_string())));
        facets.prefix = rules.collect();
    }
    facets.items = node.get(rest).map(|schema| lowering.below(schema, &child(pointer, rest)));
    if let Some(schema) = node.get("contains") {
        let bound = |lowering: &mut Lowering<'_, 'n>, keyword| node.get(keyword).and_then(|node| count(lowering, node));
        facets.contains = Some(Contains {
            rule: lowering.below(schema, &child(pointer, "contains")),
            min: bound(lowering, "minContains").unwrap_or(1),
            max: bound(lowering, "maxContains"),
        });
    }
}

/// `patternProperties`. Of a pattern that can't be matched nothing is checked, nor then of the members that no other
/// keyword names, which it might match.
pub(super) fn patterns<'n>(lowering: &mut Lowering<'_, 'n>, value: &'n Node, pointer: &str, facets: &mut Facets) {
    let Some(schemas) = schemas(lowering, value, "patternProperties") else { return };
    let at = child(pointer, "patternProperties");
    for member in schemas.sorted() {
        let rule = lowering.below(&member.value, &child(&at, &member.key));
        match regex(lowering, &member.key, member.key_span) {
            Some(pattern) => facets.patterns.push((pattern, rule)),
            None => facets.others = Others::Any,
        }
    }
}

/// `propertyNames`, which sees each name as a string.
pub(super) fn names<'n>(lowering: &mut Lowering<'_, 'n>, value: &'n Node, pointer: &str, facets: &mut Facets) {
    let rule = where_typed(lowering.below(value, &child(pointer, "propertyNames")), Types::STRING);
    facets.names = match rule {
        Rule::Any => None,
        Rule::Text(text) if text == Text::default() => None,
        rule => Some(rule),
    };
}

/// `dependentRequired`, `dependentSchemas`, and `dependencies`, which older drafts have for both.
pub(super) fn dependents<'n>(lowering: &mut Lowering<'_, 'n>, node: &'n Node, pointer: &str, facets: &mut Facets) {
    let mut rules: BTreeMap<String, Vec<Rule>> = BTreeMap::new();
    for keyword in ["dependentRequired", "dependentSchemas", "dependencies"] {
        let Some(found) = node.get(keyword).and_then(|value| schemas(lowering, value, keyword)) else { continue };
        let at = child(pointer, keyword);
        for member in found.sorted() {
            let rule = match member.value.as_array() {
                Some(names) => all_of_these(names.iter().filter_map(Node::as_str)),
                None => lowering.below(&member.value, &child(&at, &member.key)),
            };
            let rule = where_typed(rule, Types::OBJECT);
            if rule != Rule::Any {
                rules.entry(member.key.to_string()).or_default().push(rule);
            }
        }
    }
    let whole = |mut rules: Vec<Rule>| if rules.len() == 1 { rules.remove(0) } else { Rule::AllOf(rules) };
    let rules: BTreeMap<String, Rule> = rules.into_iter().map(|(name, rules)| (name, whole(rules))).collect();
    if !rules.is_empty() {
        facets.besides.push(Rule::Dependent(rules));
    }
}

/// An object that has these members.
pub(super) fn all_of_these<'t>(names: impl Iterator<Item = &'t str>) -> Rule {
    let property =
        |name: &str| (name.to_owned(), Property { required: true, rule: Rule::Any, place: Place::default() });
    let properties: BTreeMap<String, Property> = names.map(property).collect();
    if properties.is_empty() { Rule::Any } else { Rule::Object(Box::new(Object { properties, ..Object::any() })) }
}

/// `if`, `then` and `else`.
pub(super) fn condition<'n>(
    lowering: &mut Lowering<'_, 'n>,
    node: &'n Node,
    pointer: &str,
    declared: &BTreeSet<String>,
    facets: &mut Facets,
) {
    let context = Context::declaring(declared.clone());
    let mut rule = |keyword: &str| {
        let schema = node.get(keyword)?;
        Some(lowering.rule(schema, &child(pointer, keyword), &context))
    };
    let Some(condition) = rule("if") else { return };
    let [then, otherwise] = ["then", "else"].map(|keyword| rule(keyword).unwrap_or(Rule::Any));
    if then == Rule::Any && otherwise == Rule::Any {
        return;
    }
    facets.besides.push(match (condition, then, otherwise) {
        (Rule::Any, then, _) => then,
        (Rule::Never, _, otherwise) => otherwise,
        (condition, then, otherwise) => Rule::When(Box::new(When { condition, then, otherwise })),
    });
}

/// The schemas by name that a keyword holds.
fn schemas<'n>(lowering: &mut Lowering<'_, 'n>, value: &'n Node, keyword: &str) -> Option<&'n Members> {
    let object = value.as_object();
    if object.is_none() {
        lowering.say(Diagnostic::at(Code::GW0310, value.span, format!("`{keyword}` is an object")));
    }
    object
}
