//! A few of the published documents, one of each kind, as `cargo xtask corpus` tries all of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;

use gatewright_tests::corpus::{Document, Ratchet, Workshop, checked, compiled};
use gatewright_tests::{published, root};

/// Small ones of all versions and both encodings, and one of each shape that a compiler may trip over.
const DOCUMENTS: [&str; 12] = [
    "azure-content-safety/2024-09-01-contentsafety.json",
    "azure-openai/2024-10-21-inference.json",
    "kserve/generate_rest.yaml",
    "oai-examples/v3.1-non-oauth-scopes.json",
    "oai-examples/v3.1-webhook-example.yaml",
    "oai-examples/v3.2-tags-example.yaml",
    "oas-examples/3.0-circular-paths.json",
    "oas-examples/3.0-file-uploads.json",
    "oas-examples/3.0-polymorphism.json",
    "oas-examples/3.1-parameters-style.json",
    "ollama/openapi.yaml",
    "petstore/petstore-2.0.json",
];

#[test]
fn documents_of_all_kinds_compile_to_crates_that_check() {
    let listed = Ratchet::read(&fs::read_to_string(root().join("tests/corpus.txt")).unwrap()).unwrap();
    let (mut found, mut problems) = (Ratchet::default(), Vec::new());
    for name in DOCUMENTS {
        let Some(path) = published(name) else {
            println!("skipped: the published documents are not here");
            return;
        };
        let document = Document { name: name.to_owned(), path };
        let workshop = Workshop::new();
        let figures = compiled(&workshop, &document).unwrap();
        let said = figures.operations.and_then(|_| checked(&workshop.crate_of(&document)).unwrap().1);
        found.note(name, &figures.codes, said.is_none());
        problems.extend(said.map(|said| format!("{name}: {said}")));
    }
    problems.extend(listed.differences(&found, &BTreeSet::from(DOCUMENTS)));
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
