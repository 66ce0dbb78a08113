//! What expressions lower to, and what is said of wrong ones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::*;
use crate::diagnostic::Diagnostics;
use crate::schema::{Named, Object, Others, Place, Property, Rule, Text};
use crate::source::{Places, Sources, Span};

/// A chat request: `model` and `messages` are required, the rest is not.
fn body() -> Rule {
    let text = || Rule::Text(Text::default());
    let number = |integer| Rule::Number(crate::schema::Numeric { integer, ..Default::default() });
    let property = |required, rule| Property { required, rule, place: Place::default() };
    let message = Rule::Object(Box::new(Object {
        properties: [("role", property(true, text())), ("name", property(false, text()))]
            .map(|(name, property)| (name.to_owned(), property))
            .into(),
        others: Others::Refuse,
        ..Object::any()
    }));
    let input = Rule::AnyOf(vec![text(), Rule::Array(Box::new(crate::schema::Array::of(text())))]);
    let properties = [
        ("input", property(true, input)),
        ("max_tokens", property(false, number(true))),
        ("messages", property(true, Rule::Array(Box::new(crate::schema::Array::of(message))))),
        ("model", property(true, text())),
        ("metadata", property(false, Rule::Object(Box::new(Object::any())))),
        ("stream", property(false, Rule::Nullable(Box::new(Rule::Boolean)))),
        ("stop", property(false, Rule::Array(Box::new(crate::schema::Array::of(text()))))),
        ("temperature", property(false, number(false))),
        ("user", property(false, text())),
    ];
    let properties = properties.map(|(name, property)| (name.to_owned(), property)).into();
    Rule::Object(Box::new(Object { properties, ..Object::any() }))
}

/// A completion: an id, choices and the usage.
fn answer() -> AnswerBodies {
    let object = |properties: Vec<(&str, Rule)>| {
        let property =
            |(name, rule): (&str, Rule)| (name.to_owned(), Property { required: true, rule, place: Place::default() });
        let properties = properties.into_iter().map(property).collect();
        Rule::Object(Box::new(Object { properties, others: Others::Refuse, ..Object::any() }))
    };
    let text = || Rule::Text(Text::default());
    let number = || Rule::Number(crate::schema::Numeric { integer: true, ..Default::default() });
    let usage = object(vec![("prompt_tokens", number()), ("total_tokens", number())]);
    let rules = vec![object(vec![("id", text()), ("model", text()), ("usage", usage)])];
    AnswerBodies { rules, named: BTreeMap::new(), span: None }
}

/// What an expression lowers to, or the codes and messages of what is wrong with it.
pub(super) fn lowered(text: &str, expected: Expected) -> String {
    let (mut sources, rule, named) = (Sources::default(), body(), BTreeMap::<Named, Rule>::new());
    let (answer, file) = (answer(), sources.add("gateway.yaml", text));
    let span = Span::new(file, 0, text.len());
    let declared = |ty, certain| Declared { ty, certain, span: Some(span) };
    let variables = [
        ("model", declared(Type::String, true)),
        ("retries", declared(Type::Int, true)),
        ("models", declared(Type::List(Box::new(Type::String)), true)),
        ("limits", declared(Type::Map(Box::new(Type::String), Box::new(Type::Int)), true)),
        ("since", declared(Type::Timestamp, true)),
        ("team", declared(Type::String, false)),
    ];
    let attributes = [("tpm", declared(Type::Int, true)), ("tier", declared(Type::String, false))];
    let parameter = |name, ty, certain| Parameter { name, ty, certain, span: None };
    let operations = [View {
        id: "ChatCompletions_Create",
        span: None,
        parameters: vec![
            parameter("deployment-id", Type::String, true),
            parameter("limit", Type::Int, false),
            parameter("api-version", Type::String, true),
        ],
        body: Body::Json { rule: &rule, certain: true, span: None },
        answer: Some(&answer),
        named: &named,
        subscribed: true,
    }];
    let environment = Environment {
        operations: &operations.each_ref(),
        response: true,
        error: false,
        product: None,
        claims: true,
        priced: true,
        section: "outbound",
        variables: &variables.map(|(name, declared)| (name.to_owned(), declared)).into(),
        attributes: &attributes.map(|(name, declared)| (name.to_owned(), declared)).into(),
    };
    let said = |diagnostic: &Diagnostic| {
        let help = diagnostic.help.as_deref().map(|help| format!("; {help}")).unwrap_or_default();
        format!("{}: {}{help}", diagnostic.code.name(), diagnostic.message)
    };
    let mut all = Diagnostics::default();
    match parse(text, &Places::plain(text, span)) {
        Err(diagnostic) => all.push(diagnostic),
        Ok(expression) => match check(&expression, &environment, expected) {
            Ok(typed) => {
                let tokens = owned(&typed);
                let file: syn::File = syn::parse_quote! { fn f() { let value = #tokens; } };
                let text = prettyplease::unparse(&file);
                let inner: Vec<&str> =
                    text.lines().skip(1).map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
                let text = inner.join("\n");
                return text
                    .trim_end_matches("\n}")
                    .trim_start_matches("let value = ")
                    .trim_end_matches(';')
                    .to_owned();
            }
            Err(diagnostics) => diagnostics.into_iter().for_each(|diagnostic| all.push(diagnostic)),
        },
    }
    all.iter().map(said).collect::<Vec<_>>().join("\n")
}

/// The table of typical expressions: each with the Rust that it becomes, as a reader of the emitted crate meets it.
#[test]
fn typical_expressions_read_well() {
    check_table("typical.txt");
}

/// What is wrong, and what is said of it.
#[test]
fn wrong_expressions_are_refused() {
    check_table("refused.txt");
}

fn check_table(name: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/expressions").join(name);
    let table = std::fs::read_to_string(&path).unwrap_or_default();
    let mut found = String::new();
    let mut entries = 0;
    for line in table.lines() {
        match line.strip_prefix("${") {
            Some(rest) => {
                let text = rest.strip_suffix('}').expect("a line is a whole expression");
                let _ = writeln!(found, "{line}");
                for line in lowered(text, Expected::Any).lines() {
                    let _ = writeln!(found, "    {line}");
                }
                entries += 1;
            }
            None if line.starts_with(' ') => {}
            None => {
                let _ = writeln!(found, "{line}");
            }
        }
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &found).unwrap();
        return;
    }
    assert!(entries > 0, "{} has no expressions", path.display());
    similar_or_panic(&table, &found);
}

fn similar_or_panic(expected: &str, found: &str) {
    let difference = similar::TextDiff::from_lines(expected, found).unified_diff().context_radius(2).to_string();
    assert!(difference.is_empty(), "{difference}\nUPDATE_EXPECT=1 rewrites what is expected");
}

/// Whatever is written, the parser and the checks say something and end.
#[test]
fn no_text_is_too_strange() {
    let seeds = ["request.headers['x']", "a.all(x, x > 1)", "'a' + b\"\\xff\" ? 1u : -2.5e3", "{1: [2, 3]}[1][0]"];
    let pieces = [
        "(", ")", "[", "]", "{", "}", ".", ",", "?", ":", "'", "\"", "\\", "é", "🐱", "--", "!", "in", "\n", "0x", "e9",
    ];
    let mut state = 7_u32;
    let mut next = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    for round in 0..3000 {
        let mut text: Vec<char> = seeds[round % seeds.len()].chars().collect();
        for _ in 0..=next(3) {
            let at = next(text.len() + 1);
            match next(2) {
                0 if at < text.len() => drop(text.remove(at)),
                _ => drop(text.splice(at..at, pieces[next(pieces.len())].chars())),
            }
        }
        let text: String = text.into_iter().collect();
        assert!(!lowered(&text, Expected::Any).is_empty(), "{text}");
    }
    for deep in ["(", "[", "!", "-", "{1:"] {
        assert!(lowered(&deep.repeat(5000), Expected::Any).starts_with("GW0701"));
    }
}
