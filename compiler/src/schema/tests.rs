#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use crate::diagnostic::{Diagnostics, Format as Shown, render};
use crate::openapi;
use crate::source::{Format, Node, Sources, read_text};

/// What came of the schema of a document with `named` below `components.schemas`.
fn lowered(schema: &str, named: &str, options: &Options) -> (Rule, String) {
    let text = format!(
        "openapi: 3.1.0\npaths: {{ /a: {{ get: {{}} }} }}\nx-schema: {schema}\ncomponents: {{ schemas: {{ {named} }} }}\n"
    );
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let root: Node = read_text(&mut sources, "spec", text, Format::Yaml, &mut diagnostics).unwrap();
    let document = openapi::read(&root, &mut diagnostics).unwrap();
    let pointer = "#/x-schema".to_owned();
    let mut schemas = lower(&document, std::slice::from_ref(&pointer), options, &mut diagnostics);
    let said = render(&diagnostics, &sources, Shown::Short, false);
    (schemas.roots.remove(&pointer).unwrap(), said)
}

fn options() -> Options {
    Options { repairs: Repairs::default(), open_unions: true, open_enums: None }
}

/// A rule in a few characters, so that a table can hold it.
fn short(rule: &Rule) -> String {
    let list = |rules: &[Rule], between: &str| rules.iter().map(short).collect::<Vec<_>>().join(between);
    match rule {
        Rule::Any => "any".to_owned(),
        Rule::Never => "never".to_owned(),
        Rule::Null => "null".to_owned(),
        Rule::Boolean => "boolean".to_owned(),
        Rule::Number(numeric) => {
            let bound = |bound: &Option<Bound>| match bound {
                None => "*".to_owned(),
                Some(Bound::Inclusive(text)) => format!("={text}"),
                Some(Bound::Exclusive(text)) => text.clone(),
            };
            let name = if numeric.integer { "integer" } else { "number" };
            let multiple = numeric.multiple_of.as_ref().map(|of| format!("/{of}")).unwrap_or_default();
            format!("{name}({}..{}){multiple}", bound(&numeric.minimum), bound(&numeric.maximum))
        }
        Rule::Text(text) => {
            let bound = |bound: Option<u64>| bound.map_or_else(|| "*".to_owned(), |bound| bound.to_string());
            let pattern = text.pattern.as_ref().map(|pattern| format!("/{pattern}/")).unwrap_or_default();
            let binary = if text.binary { "binary " } else { "" };
            format!("{binary}text({}..{}){pattern}", bound(text.min_length), bound(text.max_length))
        }
        Rule::Array(array) => format!("[{}]", short(&array.items)),
        Rule::Object(object) => {
            let member = |(name, property): (&String, &Property)| {
                format!("{name}{}: {}", if property.required { "!" } else { "" }, short(&property.rule))
            };
            let mut members: Vec<String> = object.properties.iter().map(member).collect();
            match &object.others {
                Others::Any => {}
                Others::Refuse => members.push("none else".to_owned()),
                Others::Each(rule) => members.push(format!("*: {}", short(rule))),
            }
            format!("{{{}}}", members.join(", "))
        }
        Rule::ByType(by_type) => {
            let slots = [&by_type.boolean, &by_type.number, &by_type.string, &by_type.array, &by_type.object];
            let slots = slots.into_iter().flatten().map(short).chain(by_type.null.then(|| "null".to_owned()));
            format!("type<{}>", slots.collect::<Vec<_>>().join(" "))
        }
        Rule::Nullable(inner) => format!("{}?", short(inner)),
        Rule::Literals { values, open } => {
            format!("{values:?}{}", if *open { "+" } else { "" }).replace("String(", "(").replace("Number(", "(")
        }
        Rule::ByMember(by_member) => {
            let branches = by_member.branches.iter().map(|(value, rule)| format!("{value}: {}", short(rule)));
            format!("{}<{}>", by_member.name, branches.collect::<Vec<_>>().join("; "))
        }
        Rule::AnyOf(rules) => format!("({})", list(rules, " | ")),
        Rule::OneOf(rules) => format!("({})", list(rules, " ^ ")),
        Rule::AllOf(rules) => format!("({})", list(rules, " & ")),
        Rule::Not(inner) => format!("not {}", short(inner)),
        Rule::When(when) => {
            format!("if {} then {} else {}", short(&when.condition), short(&when.then), short(&when.otherwise))
        }
        Rule::Dependent(rules) => {
            let rules = rules.iter().map(|(name, rule)| format!("{name} -> {}", short(rule)));
            rules.collect::<Vec<_>>().join(", ")
        }
        Rule::Unevaluated(unevaluated) => {
            let Unevaluated { inside, evaluated, others } = &**unevaluated;
            format!("{inside:?} beside {evaluated:?} {}", short(&others.clone().into_rule()))
        }
        Rule::Named(named) => named.pointer.trim_start_matches("#/components/schemas/").to_owned(),
    }
}

#[test]
fn schemas_and_their_rules() {
    let table = [
        ("{}", "any"),
        ("true", "any"),
        ("false", "never"),
        ("{ type: string, minLength: 2.0, maxLength: 1e1 }", "text(2..10)"),
        ("{ type: string, format: binary }", "binary text(*..*)"),
        ("{ type: string, contentMediaType: application/octet-stream }", "binary text(*..*)"),
        ("{ type: string, contentMediaType: image/png, contentEncoding: base64 }", "text(*..*)"),
        ("{ type: string, contentMediaType: 'application/ld+json; v=1' }", "text(*..*)"),
        ("{ type: string, contentMediaType: text/csv }", "text(*..*)"),
        ("{ type: [string, 'null'] }", "text(*..*)?"),
        ("{ type: string, nullable: true }", "text(*..*)?"),
        ("{ anyOf: [ { type: string }, { type: 'null' } ] }", "text(*..*)?"),
        ("{ type: 'null' }", "null"),
        ("{ type: [string, integer] }", "type<integer(*..*) text(*..*)>"),
        ("{ type: [integer, number] }", "number(*..*)"),
        ("{ type: number, minimum: -0, maximum: 1e2 }", "number(=0..=100)"),
        ("{ type: number, minimum: 0.50, exclusiveMinimum: true }", "number(0.5..*)"),
        ("{ type: number, minimum: 3, exclusiveMinimum: 4 }", "number(4..*)"),
        ("{ type: integer, format: int32, minimum: -5e10 }", "integer(=-2147483648..=2147483647)"),
        ("{ type: integer, multipleOf: 2.0 }", "integer(*..*)/2"),
        ("{ type: array, items: { type: boolean } }", "[boolean]"),
        ("{ type: object, required: [a], properties: { a: { type: string }, b: true } }", "{a!: text(*..*), b: any}"),
        ("{ type: object, additionalProperties: false, properties: { a: {} } }", "{a: any, none else}"),
        ("{ type: object, additionalProperties: { type: string } }", "{*: text(*..*)}"),
        ("{ type: object, additionalProperties: false, patternProperties: { x: {} } }", "{none else}"),
        ("{ enum: [b, a, b] }", "[(\"b\"), (\"a\")]"),
        ("{ enum: [1, 1.0, 10e-1] }", "[(\"1\")]"),
        ("{ const: a, enum: [a, b] }", "[(\"a\")]"),
        ("{ type: string, enum: [a, 1] }", "[(\"a\")]"),
        ("{ type: string, enum: [1] }", "never"),
        ("{ type: string, enum: [a], nullable: true }", "[(\"a\")]?"),
        ("{ enum: [a], x-ms-enum: { modelAsString: true } }", "[(\"a\")]+"),
        ("{ not: { type: string } }", "not text(*..*)"),
        ("{ $ref: '#/components/schemas/Text' }", "Text"),
        ("{ $ref: '#/components/schemas/Text', description: beside }", "Text"),
        ("{ $ref: '#/components/schemas/Text', maxLength: 5 }", "text(1..5)"),
        ("{ allOf: [ { $ref: '#/components/schemas/Text' }, { maxLength: 5 } ] }", "text(1..5)"),
        ("{ allOf: [ { minimum: 1, type: number }, { maximum: 2, type: integer } ] }", "integer(=1..=2)"),
        ("{ allOf: [ { type: string }, { type: number } ] }", "never"),
        (
            "{ allOf: [ { type: object, properties: { a: { type: string } } }, { required: [a], properties: { a: { minLength: 1 } } } ] }",
            "{a!: text(1..*)}",
        ),
        ("{ oneOf: [ { type: string }, { type: array, items: {} } ] }", "type<text(*..*) [any]>"),
        ("{ oneOf: [ { type: [string, number] }, { type: boolean } ] }", "type<boolean number(*..*) text(*..*)>"),
        ("{ oneOf: [ { type: string, maxLength: 1 }, { type: string } ] }", "(text(*..1) | text(*..*))"),
        (
            "{ oneOf: [ { type: object, required: [t], properties: { t: { const: b } } }, { type: object, required: [t], properties: { t: { const: a } } } ] }",
            "t<a: {t!: [(\"a\")]}; b: {t!: [(\"b\")]}>",
        ),
        (
            "{ type: object, properties: { a: {} }, anyOf: [ { required: [a] }, { required: [b], properties: { b: {} } } ] }",
            "({a: any} & ({a!: any} | {b!: any}))",
        ),
        (
            "{ type: object, properties: { input: { oneOf: [ { type: string }, { type: array, items: { type: string } } ] } } }",
            "{input: type<text(*..*) [type<integer(=0..*) text(*..*) [integer(=0..*)]>]>}",
        ),
    ];
    for (schema, expected) in table {
        let (rule, said) = lowered(schema, "Text: { type: string, minLength: 1 }", &options());
        assert_eq!(short(&rule), expected, "{schema}\n{said}");
        assert!(!said.contains("error["), "{schema}\n{said}");
    }
}

#[test]
fn without_repairs_the_letter_holds() {
    let letter = Options { repairs: Repairs::none(), ..options() };
    let table = [
        ("{ nullable: true, allOf: [ { $ref: '#/components/schemas/Text' } ] }", "text(1..*)"),
        ("{ type: string, enum: [a], nullable: true }", "[(\"a\")]"),
        ("{ type: object, required: [a], properties: { b: {} } }", "{a!: any, b: any}"),
        ("{ oneOf: [ { type: string, maxLength: 1 }, { type: string } ] }", "(text(*..1) ^ text(*..*))"),
        ("{ enum: [a], x-ms-enum: { modelAsString: true } }", "[(\"a\")]"),
    ];
    for (schema, expected) in table {
        let (rule, said) = lowered(schema, "Text: { type: string, minLength: 1 }", &letter);
        assert_eq!((short(&rule).as_str(), said.as_str()), (expected, ""), "{schema}");
    }
}

#[test]
fn every_repair_has_a_row() {
    let all = [
        Repair::NullableWithoutType,
        Repair::NullableEnum,
        Repair::RequiredUndeclared,
        Repair::OverlappingOneOf,
        Repair::OpenEnum,
        Repair::NullableDisagreement,
        Repair::JsonPatch,
        Repair::TokenArrays,
        Repair::TypeNames,
        Repair::ReferenceSiblings,
        Repair::UntypedBranch,
        Repair::ReadOnlyRequired,
    ];
    assert_eq!(REPAIRS.iter().map(|(repair, _, _)| *repair).collect::<Vec<_>>(), all);
    for (repair, name, code) in REPAIRS {
        for spelling in [*name, code.name()] {
            let mut repairs = Repairs::default();
            assert!(repairs.has(*repair));
            assert!(repairs.disable(spelling));
            assert!(!repairs.has(*repair));
        }
    }
    assert!(!Repairs::default().disable("GW0311"));
}

#[test]
fn one_number_has_one_spelling() {
    let table = [
        ("0", "0"),
        ("-0", "0"),
        ("-0.0e5", "0"),
        ("1e2", "100"),
        ("1E+2", "100"),
        ("100", "100"),
        ("1.50", "1.5"),
        ("-1.5e-3", "-0.0015"),
        ("12345678901234567890123.10", "12345678901234567890123.1"),
        ("0.1e1", "1"),
        ("1e99999", "1e99999"),
    ];
    for (text, expected) in table {
        assert_eq!(literal::canonical(text), expected, "{text}");
    }
}
