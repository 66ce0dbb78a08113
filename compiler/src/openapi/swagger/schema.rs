//! The schemas of Swagger 2.0 in the words of OpenAPI 3.0.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Kind, Member, Node, Object, Span};

use super::build::{array, map, member, object, text, truth};
use super::reference;

/// What a schema must know of the others: which of them a discriminator can lead to.
pub(super) struct Schemas {
    /// By the name of a definition with a discriminator: the value for each of its descendants and itself, with the name
    /// of their definition.
    mapping: BTreeMap<String, BTreeMap<String, String>>,
}

impl Schemas {
    /// Finds who is composed of whom: a descendant has its base in `allOf` (Swagger 2.0, Composition and Inheritance).
    pub(super) fn of(root: &Node) -> Self {
        let all = || root.get("definitions").and_then(Node::as_object).into_iter().flat_map(Object::sorted);
        let mut children: BTreeMap<&str, Vec<&Member>> = BTreeMap::new();
        for definition in all() {
            for part in definition.value.get("allOf").and_then(Node::as_array).unwrap_or_default() {
                if let Some(base) = reference(part).and_then(|text| text.strip_prefix("#/definitions/")) {
                    children.entry(base).or_default().push(definition);
                }
            }
        }
        let mut mapping = BTreeMap::new();
        for base in all().filter(|base| base.value.get("discriminator").is_some_and(|found| found.as_str().is_some())) {
            let mut values = BTreeMap::new();
            let mut seen = BTreeSet::new();
            let mut queue = vec![base];
            while let Some(definition) = queue.pop() {
                if seen.insert(&*definition.key) {
                    let name = definition.key.to_string();
                    values.entry(value(definition)).or_insert(name);
                    queue.extend(children.get(&*definition.key).into_iter().flatten().rev());
                }
            }
            mapping.insert(base.key.to_string(), values);
        }
        Self { mapping }
    }

    /// A schema, with all schemas below it.
    pub(super) fn schema(&self, node: &Node) -> Node {
        self.rewritten(node, false)
    }

    /// A definition with a name that a discriminator of its own makes it known by.
    pub(super) fn definition(&self, name: &str, node: &Node) -> Node {
        let mut schema = self.schema(node);
        let values = self.mapping.get(name).filter(|values| values.len() > 1);
        if let (Some(values), Kind::Object(members)) = (values, &schema.kind) {
            let members = members.iter().cloned().map(|found| match &*found.key {
                "discriminator" => discriminated(found, values),
                _ => found,
            });
            schema = object(node.span, members.collect());
        }
        schema
    }

    /// Parts of other files, whose place in this one says nothing of what they are: every object is read as a schema,
    /// since what else is in them (parameters, responses) was put where it is used.
    pub(super) fn loose(&self, node: &Node) -> Node {
        self.rewritten(node, true)
    }

    fn rewritten(&self, node: &Node, loose: bool) -> Node {
        let Some(found) = node.as_object() else { return self.within(node, loose) };
        let mut members = Vec::new();
        for keyword in found.iter() {
            let value = &keyword.value;
            let value = match &*keyword.key {
                "$ref" => pointed(value),
                "x-nullable" if found.get("nullable").is_none() && value.as_bool().is_some() => {
                    members.push(Member { key: "nullable".into(), ..keyword.clone() });
                    continue;
                }
                "discriminator" if value.as_str().is_some() => {
                    object(value.span, vec![member("propertyName", value.span, value.clone())])
                }
                "type" if value.as_str() == Some("file") => {
                    if found.get("format").is_none() {
                        members.push(member("format", value.span, text("binary", value.span)));
                    }
                    text("string", value.span)
                }
                "properties" | "patternProperties" | "definitions" => map(value, |node| self.rewritten(node, loose)),
                "items" | "additionalProperties" | "not" | "allOf" | "anyOf" | "oneOf" => self.within(value, loose),
                "enum" | "default" | "example" | "examples" => value.clone(),
                key if loose && !key.starts_with("x-") => self.within(value, loose),
                _ => value.clone(),
            };
            members.push(Member { value, ..keyword.clone() });
        }
        object(node.span, members)
    }

    /// A schema, or a list of them.
    fn within(&self, node: &Node, loose: bool) -> Node {
        match &node.kind {
            Kind::Object(_) => self.rewritten(node, loose),
            Kind::Array(items) => array(node.span, items.iter().map(|item| self.within(item, loose)).collect()),
            _ => node.clone(),
        }
    }
}

/// The value by which a discriminator knows a definition: Azure's extension, else its name.
fn value(definition: &Member) -> String {
    let said = definition.value.get("x-ms-discriminator-value").and_then(Node::as_str);
    said.unwrap_or(&definition.key).to_owned()
}

fn discriminated(found: Member, values: &BTreeMap<String, String>) -> Member {
    let at = found.value.span;
    let targets = values.iter().map(|(value, name)| member(value, at, text(&component(name), at)));
    let mut members: Vec<Member> = found.value.as_object().into_iter().flat_map(Object::iter).cloned().collect();
    members.push(member("mapping", at, object(at, targets.collect())));
    Member { value: object(at, members), ..found }
}

fn component(name: &str) -> String {
    crate::openapi::reader::child("#/components/schemas", name)
}

/// A `$ref` to where the same thing stands now.
pub(super) fn pointed(node: &Node) -> Node {
    let moved = [
        ("#/definitions/", "#/components/schemas/"),
        ("#/parameters/", "#/components/parameters/"),
        ("#/responses/", "#/components/responses/"),
    ];
    let Some(found) = node.as_str() else { return node.clone() };
    for (old, new) in moved {
        if let Some(rest) = found.strip_prefix(old) {
            return text(&format!("{new}{rest}"), node.span);
        }
    }
    node.clone()
}

/// Keywords that say of a parameter, a header or an item what a schema says.
const OF_VALUES: &[&str] = &[
    "$ref",
    "type",
    "format",
    "items",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
    "x-nullable",
    "x-ms-enum",
    "example",
    "x-example",
];

impl Schemas {
    /// The schema of a parameter or a header, whose keywords stand beside its name.
    pub(super) fn of_value(&self, node: &Node) -> Node {
        match node.get("schema") {
            Some(schema) => self.schema(schema),
            None => self.schema(&object(node.span, super::build::only(node, OF_VALUES))),
        }
    }

    /// What any text fits.
    pub(super) fn any_text(at: Span) -> Node {
        object(at, vec![member("type", at, text("string", at))])
    }
}

/// The rest of a parameter or header.
pub(super) fn beside_value(node: &Node) -> Vec<Member> {
    let mut dropped = OF_VALUES.to_vec();
    dropped.extend(["schema", "collectionFormat", "required", "example"]);
    let mut members = super::build::without(node, &dropped);
    if super::flag(node, "required") {
        members.push(member("required", node.span, truth(true, node.span)));
    }
    members
}
