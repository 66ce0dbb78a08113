#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::reader::{child, last_token, normal};
use super::*;
use crate::diagnostic::{Format as Shown, render};
use crate::source::{Format, Sources, read_text};

/// Reads a text and gives what was said to what looks at the document.
fn with<T>(text: &str, look: impl FnOnce(Option<&Document<'_>>, &str) -> T) -> T {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let root = read_text(&mut sources, "spec", text.to_owned(), Format::Yaml, &mut diagnostics).unwrap();
    let document = read(&root, &mut diagnostics);
    let said = render(&diagnostics, &sources, Shown::Short, false);
    look(document.as_ref(), &said)
}

#[test]
fn pointers_have_one_spelling() {
    assert_eq!(child("#/paths", "/a~b%"), "#/paths/~1a~0b%25");
    for spelling in ["#/a/caf%C3%A9", "#/a/caf\u{e9}", "#/%61/caf\u{e9}"] {
        assert_eq!(normal(spelling), "#/a/caf\u{e9}");
    }
    assert_eq!(normal("#/a/50%25"), "#/a/50%25");
    assert_eq!(last_token("#/a/x~1y~0%25"), "x/y~%");
}

#[test]
fn pointers_lead_to_what_they_name() {
    let text = "openapi: 3.1.0\npaths: {}\nx: { a/b: { \"c%41\": [ one, two ] } }\n";
    with(text, |document, _| {
        let document = document.unwrap();
        let node = |pointer: &str| document.node(pointer).and_then(Node::as_str);
        assert_eq!(node("#/x/a~1b/c%2541/1"), Some("two"));
        assert_eq!(node("#/x/a~1b/c%41/1"), None);
        assert_eq!(node("#/x/a~1b/c%2541/2"), None);
        assert_eq!(document.span("#/nowhere"), document.root.span);
    });
}

#[test]
fn versions_are_told_from_each_other() {
    for version in ["3.0.0", "3.0.3", "3.1.0", "3.1.1", "3.1", "3.2.0"] {
        with(&format!("openapi: {version}\npaths: {{ /a: {{ get: {{}} }} }}\n"), |document, said| {
            assert_eq!((document.unwrap().api.openapi.as_str(), said), (version, ""));
        });
    }
    for text in ["openapi: 2.0.0\n", "openapi: 31\n", "swagger: '1.2'\n", "paths: {}\n", "openapi: [3]\n"] {
        with(text, |document, said| {
            assert!(document.is_none() && said.contains("GW0201"), "{text}: {said}");
        });
    }
}

#[test]
fn parameters_of_a_path_are_overridden_by_name_and_place() {
    let text = "openapi: 3.0.0
paths:
  /a/{id}:
    parameters:
      - { name: id, in: path, schema: {} }
      - { name: q, in: query, required: true, schema: {} }
      - { name: X-Q, in: header, schema: {} }
    get:
      parameters:
        - { name: q, in: query, schema: {} }
        - { name: x-q, in: header, required: true, schema: {} }
        - { name: id, in: query, schema: {} }
";
    with(text, |document, said| {
        assert_eq!(said, "");
        let item = document.unwrap().api.paths.paths["/a/{id}"].as_item().unwrap();
        let parameters = &item.get.as_ref().unwrap().parameters;
        let mut found: Vec<(String, &str, bool)> = Vec::new();
        for parameter in parameters {
            let parameter = parameter.as_item().unwrap();
            let data = parameter.parameter_data_ref();
            found.push((data.name.clone(), parameter::location(parameter), data.required));
        }
        let expected = [("id", "path", true), ("q", "query", false), ("x-q", "header", true), ("id", "query", false)];
        assert_eq!(found, expected.map(|(name, place, required)| (name.to_owned(), place, required)));
    });
}
