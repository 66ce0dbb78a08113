#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use crate::diagnostic::Diagnostics;
use crate::openapi;
use crate::source::{Format, Node, Sources, read_text};

/// The root element of a schema in a few characters, and the layouts that it leads to.
fn lowered(schema: &str, named: &str) -> String {
    let text = format!(
        "openapi: 3.1.0\npaths: {{ /a: {{ get: {{}} }} }}\nx-schema: {schema}\ncomponents: {{ schemas: {{ {named} }} }}\n"
    );
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let root: Node = read_text(&mut sources, "spec", text, Format::Yaml, &mut diagnostics).unwrap();
    let document = openapi::read(&root, &mut diagnostics).unwrap();
    let schemas = lower(&document, &["#/x-schema".to_owned()]);
    if let Some(why) = schemas.unread.get("#/x-schema") {
        return (*why).to_owned();
    }
    let mut said = element(&schemas.roots["#/x-schema"]);
    for name in schemas.roots["#/x-schema"].layout.refers() {
        said.push_str(&format!("; {}: {}", short(&name), layout(&schemas.named[&name])));
    }
    said
}

fn short(pointer: &str) -> &str {
    pointer.rsplit('/').next().unwrap()
}

fn element(element: &XmlElement) -> String {
    let namespace = element.namespace.as_ref().map(|namespace| format!("{{{namespace}}}")).unwrap_or_default();
    format!("{namespace}<{}>{}", element.names.join("|"), layout(&element.layout))
}

fn layout(layout: &XmlLayout) -> String {
    let value = match layout {
        XmlLayout::Text => return "text".to_owned(),
        XmlLayout::Any => return "any".to_owned(),
        XmlLayout::Named(name) => return short(name).to_owned(),
        XmlLayout::Value(value) => value,
    };
    let mut said = Vec::new();
    if value.scalar {
        said.push("text".to_owned());
    }
    if value.object {
        let mut inside: Vec<String> = value.members.iter().map(member).collect();
        inside.extend(
            value
                .others
                .as_ref()
                .map(|(list, each)| format!("*{}: {}", if *list { "[]" } else { "" }, self::layout(each))),
        );
        said.push(format!("{{{}}}", inside.join(", ")));
    }
    said.extend(value.items.as_ref().map(|items| format!("[{}]", element(items))));
    said.extend(value.parts.iter().map(|part| format!("+{}", self::layout(part))));
    said.join(" ")
}

fn member(member: &XmlMember) -> String {
    let required = if member.required { "!" } else { "" };
    let alone = if member.alone { "?" } else { "" };
    let node = match &member.node {
        XmlNode::Element(one) => element(one),
        XmlNode::List(items) => format!("[{}]", element(items)),
        XmlNode::Attribute(name, namespace) => format!("{}@{name}", namespace.clone().unwrap_or_default()),
        XmlNode::Text => "#".to_owned(),
    };
    format!("{}{required}{alone}: {node}", member.name)
}

#[test]
fn schemas_say_how_their_values_are_written() {
    for (schema, named, expected) in [
        ("{ type: string }", "", "<>text"),
        ("{}", "", "<>any"),
        ("{ type: object, xml: { name: '##default' } }", "", "<>{}"),
        ("{ type: object, xml: { name: a, namespace: 'u:a' } }", "", "{u:a}<a>{}"),
        // What is as it is by default isn't said.
        ("{ type: object, properties: { a: { type: string }, b: {} } }", "", "<>{}"),
        ("{ properties: { a: { type: string, xml: { name: b } } } }", "", "<>{a: <b>text}"),
        (
            "{ properties: { a: { xml: { attribute: true } }, b: { xml: { attribute: true, name: c } } } }",
            "",
            "<>{a: @a, b: @c}",
        ),
        ("{ properties: { a: { type: object } } }", "", "<>{a: <a>{}}"),
        ("{ properties: { a: { $ref: '#/components/schemas/B' } } }", "B: { type: object }", "<>{a: <a>{}}"),
        (
            "{ properties: { a: { $ref: '#/components/schemas/B' } } }",
            "B: { type: string, xml: { name: b } }",
            "<>{a: <a|b>text}",
        ),
        (
            "{ properties: { a: { $ref: '#/components/schemas/B' } } }",
            "B: { properties: { c: { xml: { attribute: true } } } }",
            "<>{a: <a>B}; B: {c: @c}",
        ),
        ("{ required: [a], properties: { a: { type: array } } }", "", "<>{a!: [<a>any]}"),
        ("{ required: [a], properties: { a: { type: array, readOnly: true } } }", "", "<>{a: [<a>any]}"),
        ("{ properties: { a: { type: array, xml: { name: b }, items: { type: string } } } }", "", "<>{a: [<a>text]}"),
        ("{ properties: { a: { type: array, items: { type: string, xml: { name: b } } } } }", "", "<>{a: [<b>text]}"),
        (
            "{ properties: { a: { type: array, xml: { wrapped: true }, items: { type: string } } } }",
            "",
            "<>{a: <a>[<a>text]}",
        ),
        (
            "{ properties: { a: { type: array, xml: { wrapped: true, name: b }, items: { type: string, xml: { name: c } } } } }",
            "",
            "<>{a: <b>[<c>text]}",
        ),
        ("{ properties: { a: { type: [array, string], items: { type: string } } } }", "", "<>{a?: [<a>text]}"),
        ("{ properties: { a: { type: [array, 'null'], items: { type: string } } } }", "", "<>{a: [<a>text]}"),
        (
            "{ properties: { a: { anyOf: [{ type: array, items: { type: object } }, { type: object }] } } }",
            "",
            "<>{a?: [<a>{}]}",
        ),
        ("{ type: array, items: { type: integer } }", "", "<>[<>text]"),
        ("{ type: array, xml: { name: b }, items: { type: integer, xml: { name: a } } }", "", "<>[<a>text]"),
        ("{ type: array, xml: { name: b, wrapped: true }, items: { type: integer } }", "", "<b>[<>text]"),
        ("{ type: array, items: { type: array, items: { type: integer, xml: { name: a } } } }", "", "<>[<>[<a>text]]"),
        ("{ type: object, additionalProperties: { type: object } }", "", "<>{*: {}}"),
        ("{ type: object, additionalProperties: { type: integer } }", "", "<>{}"),
        ("{ type: object, additionalProperties: { type: array, items: { type: integer } } }", "", "<>{*[]: text}"),
        ("{ type: [object, string], properties: { a: { type: object } } }", "", "<>text {a: <a>{}}"),
        (
            "{ allOf: [{ $ref: '#/components/schemas/B' }, { properties: { c: { type: object } } }] }",
            "B: { xml: { name: b }, properties: { a: { xml: { attribute: true } } } }",
            "<b>{} +B +{c: <c>{}}; B: {a: @a}",
        ),
        (
            "{ oneOf: [{ $ref: '#/components/schemas/B' }, { type: object, xml: { name: c } }] }",
            "B: { xml: { name: b }, properties: { a: { xml: { attribute: true } } } }",
            "<b|c>{} +B; B: {a: @a}",
        ),
        (
            "{ oneOf: [{ $ref: '#/components/schemas/B' }, { type: object }] }",
            "B: { type: object, xml: { name: b } }",
            "<>{}",
        ),
        // Schemas that hold themselves end at their names.
        (
            "{ $ref: '#/components/schemas/B' }",
            "B: { type: object, properties: { b: { $ref: '#/components/schemas/B' } } }",
            "<>B; B: {b: <b>B}",
        ),
        (
            "{ properties: { b: { $ref: '#/components/schemas/B' } } }",
            "B: { type: array, items: { $ref: '#/components/schemas/B' } }",
            "<>{b: [<b>[<b>B]]}; B: [<>B]",
        ),
        ("{ $ref: '#/components/schemas/B' }", "B: { $ref: '#/components/schemas/B' }", "<>B; B: B"),
        (
            "{ properties: { a: { type: object, xml: { nodeType: none } } } }",
            "",
            "this version reads no objects without an element of their own",
        ),
        ("{ properties: { a: { xml: { nodeType: leaf } } } }", "", "this version knows no such `nodeType`"),
        (
            "{ type: object, additionalProperties: { type: object }, patternProperties: { a: { type: array } } }",
            "",
            "members that no name tells apart are lists or not",
        ),
    ] {
        assert_eq!(lowered(schema, named), expected, "{schema}");
    }
}
