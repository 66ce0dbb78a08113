#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;
use std::fs;

use super::within::{Target, normal, relative, target};
use super::*;
use crate::diagnostic::{Format as Shown, render};

#[test]
fn references_are_taken_apart() {
    let file = |name: &str, pointer: &str| Some(Target::File(name.to_owned(), pointer.to_owned()));
    let here = |pointer: &str| Some(Target::Here(pointer.to_owned()));
    for (text, expected) in [
        ("#/a/b", here("/a/b")),
        ("#", here("")),
        ("", here("")),
        ("a.yaml", file("a.yaml", "")),
        ("./a%20b.yaml#/c~1d", file("./a b.yaml", "/c~1d")),
        ("../a%.json#", file("../a%.json", "")),
        ("a.yaml#anchor", None),
        ("#anchor", None),
        ("/etc/passwd", None),
        ("https://specs.example/a.yaml", None),
        ("file:///a.yaml", None),
        ("C:\\a.yaml", None),
    ] {
        assert_eq!(target(None, text), expected, "{text}");
    }
    let own = Some("https://specs.example/own.yaml");
    assert_eq!(target(own, "https://specs.example/own.yaml#/a"), Some(Target::Document("/a".to_owned())));
}

#[test]
fn files_are_called_by_the_way_from_the_document() {
    for (document, file, expected) in [
        ("spec.yaml", "models/a.yaml", "models/a.yaml"),
        ("api/spec.yaml", "api/models/a.yaml", "models/a.yaml"),
        ("api/v1/spec.yaml", "api/common.yaml", "../common.yaml"),
        ("/x/api/spec.yaml", "/x/common/a.yaml", "../common/a.yaml"),
        ("../api/spec.yaml", "../common/a.yaml", "../common/a.yaml"),
    ] {
        assert_eq!(relative(Path::new(document), Path::new(file)), expected);
    }
    assert_eq!(normal(Path::new("a/./b/../../c/../../d")), Path::new("../d"));
}

/// Reads a document beside these files, and what was said.
fn with(document: &str, files: &[(&str, &str)]) -> (Node, String) {
    let folder = std::env::temp_dir().join(format!("gatewright-bundle-{}-{}", std::process::id(), document.len()));
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let root = read_text(&mut sources, "spec", document.to_owned(), Format::Yaml, &mut diagnostics).unwrap();
    let node = bundled(root, &folder.join("spec.yaml"), &mut sources, &mut diagnostics);
    fs::remove_dir_all(&folder).unwrap();
    (node, render(&diagnostics, &sources, Shown::Short, false))
}

#[test]
fn values_keep_their_places() {
    let files = [("a.yaml", "x: 1\nthing: { type: object }\n")];
    let (node, said) = with("components: { schemas: { A: { $ref: 'a.yaml#/thing' } } }\n", &files);
    assert_eq!(said, "");
    let thing = resolve(&node, "#/x-files/a.yaml~1thing").unwrap();
    assert_eq!((thing.span.start, thing.span.file == node.span.file), (12, false));
    let reference = resolve(&node, "#/components/schemas/A/$ref").unwrap();
    assert_eq!(reference.as_str(), Some("#/x-files/a.yaml~1thing"));
}

#[test]
fn what_multiplies_ends_in_a_message() {
    let mut text = String::from("paths: { /a: { get: { $ref: '#/x0' } } }\n");
    for level in 0..40 {
        let next = level + 1;
        let _ = writeln!(text, "x{level}: {{ a: {{ $ref: '#/x{next}' }}, b: {{ $ref: '#/x{next}' }} }}");
    }
    let (_, said) = with(&text, &[]);
    assert!(said.contains("GW0204") && said.contains("too far"), "{said}");
}

#[test]
fn meta_schemas_are_at_hand() {
    for address in [
        "http://json-schema.org/draft-04/schema",
        "https://json-schema.org/draft-06/schema",
        "http://json-schema.org/draft-07/schema",
        "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema",
    ] {
        for pointer in ["", "#", "#/definitions/nonNegativeInteger"] {
            let (document, said) =
                with(&format!("components: {{ schemas: {{ S: {{ $ref: '{address}{pointer}' }} }} }}"), &[]);
            assert_eq!(said, "");
            let reference = resolve(&document, "#/components/schemas/S/$ref").and_then(Node::as_str).unwrap();
            assert!(resolve(&document, reference).is_some(), "{reference}");
        }
        let text = dialect::text(address).unwrap();
        for rule in text.split("\"#/definitions/").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(text.contains(&format!("\n    \"{rule}\": {{")), "{rule}");
        }
    }
}
