//! Emitted checks and the `jsonschema` crate say the same of the bodies of real documents.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};

use gatewright_tests::oracle::{Tally, compare};
use gatewright_tests::root;

/// The documents of this repository.
fn own() -> Vec<(String, PathBuf)> {
    let specs = root().join("specs");
    let document = |name: &str| {
        let all = ["openapi.json", "openapi.yaml"].map(|file| specs.join(name).join(file));
        (format!("oracle-{name}"), all.into_iter().find(|path| path.is_file()).unwrap())
    };
    ["azure-openai", "chat-completions"].map(document).into()
}

/// Compares, and prints a line a document; how many instances there were, and the disagreements. A document without
/// bodies leaves its share to the others.
fn run(documents: &[(String, PathBuf)], count: usize) -> (usize, Vec<String>) {
    let mut disagreed = Vec::new();
    let (mut compared, mut valid) = (0, 0);
    for (index, (name, path)) in documents.iter().enumerate() {
        let share = count.saturating_sub(compared).div_ceil(documents.len() - index);
        match compare(name, path, share, index as u64 + 1) {
            Err(problem) => disagreed.push(format!("{name}: not compared: {problem}")),
            Ok(Tally { bodies, left_out, agreed, too_costly, disagreed: found }) => {
                left_out.iter().for_each(|why| println!("{name}: left out: {why}"));
                found.iter().for_each(|line| println!("{name}: {line}"));
                let total = agreed[0] + agreed[1] + found.len();
                println!(
                    "{}: {bodies} bodies, {total} instances, {} valid, {too_costly} too costly, {} disagree",
                    path.display(),
                    agreed[0],
                    found.len()
                );
                compared += total;
                valid += agreed[0];
                disagreed.extend(found.into_iter().map(|line| format!("{name}: {line}")));
            }
        }
    }
    println!("{compared} instances compared, {valid} of them valid, {} disagree", disagreed.len());
    (compared, disagreed)
}

#[test]
fn an_independent_validator_agrees() {
    let (compared, disagreed) = run(&own(), 20_000);
    assert!(compared >= 20_000, "only {compared} instances were compared");
    assert!(disagreed.is_empty(), "{}", disagreed[..disagreed.len().min(20)].join("\n"));
}

/// Over every published document, or those whose paths hold `$GATEWRIGHT_ORACLE`; a million instances, or as many as
/// `$GATEWRIGHT_ORACLE_INSTANCES` says:
/// `cargo test -p gatewright-tests --test oracle -- --ignored --nocapture`.
#[test]
#[ignore = "builds a gateway for each published document, which takes long"]
fn an_independent_validator_agrees_on_every_published_document() {
    let folder = std::env::var_os("GATEWRIGHT_SPECS").map_or_else(|| root().join("../shared/specs"), PathBuf::from);
    let mut documents = own();
    let mut found = Vec::new();
    collect(&folder, &mut found);
    let wanted = std::env::var("GATEWRIGHT_ORACLE").unwrap_or_default();
    found.retain(|path| path.to_string_lossy().contains(&wanted));
    found.sort();
    documents.extend(found.into_iter().enumerate().map(|(index, path)| (format!("oracle-{index}"), path)));
    let count = std::env::var("GATEWRIGHT_ORACLE_INSTANCES").ok().and_then(|count| count.parse().ok());
    let count = count.unwrap_or(1_000_000);
    let (compared, disagreed) = run(&documents, count);
    assert!(compared >= count, "only {compared} instances were compared");
    assert!(disagreed.is_empty(), "{}", disagreed[..disagreed.len().min(200)].join("\n"));
}

/// The documents below a folder: files whose first bytes name a version of OpenAPI.
fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in folder.read_dir().into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|ending| ["json", "yaml", "yml"].iter().any(|known| ending == *known)) {
            let head = std::fs::read(&path).unwrap_or_default();
            let head = String::from_utf8_lossy(&head[..head.len().min(4_000)]).into_owned();
            if ["openapi: ", "\"openapi\":", "swagger: ", "\"swagger\":"].iter().any(|mark| head.contains(mark)) {
                found.push(path);
            }
        }
    }
}
