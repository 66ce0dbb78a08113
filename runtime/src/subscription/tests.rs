#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use super::file::parse;
use super::{Attribute, Scope};
use crate::expression::Variable;

const DECLARED: &[Attribute] =
    &[Attribute::integer("tpm", 1000), Attribute::string("tier", "free"), Attribute::boolean("beta", false)];

const DIGEST: &str = "2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683";

fn refusal(text: &str) -> String {
    parse(Path::new("subscriptions.yaml"), text, DECLARED).unwrap_err()
}

#[test]
fn an_entry_is_read() {
    let text = format!(
        "subscriptions:\n  - id: team-a\n    scope: product:free\n    keys: [ {{ sha256: {DIGEST} }} ]\n    state: active\n    expires: 2027-01-01T00:00:00Z\n"
    );
    let entries = parse(Path::new("s.yaml"), &text, DECLARED).unwrap();
    assert_eq!(entries[0].0.id, "team-a");
    assert_eq!(entries[0].0.scope, Scope::Product("free".to_owned()));
    assert!(entries[0].0.expires.is_some());
    assert_eq!(entries[0].1[0][0], 0x2c);
}

#[test]
fn attributes_are_what_an_entry_says_or_their_defaults() {
    let entry = |attributes: &str| {
        format!(
            "subscriptions:\n  - id: a\n    scope: all\n    keys: [ {{ sha256: {DIGEST} }} ]\n    state: active\n    attributes: {attributes}\n"
        )
    };
    let entries = parse(Path::new("s.yaml"), &entry("{ tpm: 5000, beta: true }"), DECLARED).unwrap();
    let expected =
        [("tpm", Variable::Int(5000)), ("tier", Variable::Text("free".into())), ("beta", Variable::Boolean(true))];
    assert_eq!(entries[0].0.attributes, expected);
    for (attributes, part) in [
        ("{ tpm: many }", "`tpm` is not a whole number"),
        ("{ tpm: 1.5 }", "`tpm` is not a whole number"),
        ("{ beta: yes }", "`beta` is not `true` or `false`"),
        ("{ tps: 1 }", "the gateway declares no attribute `tps`"),
    ] {
        let problem = refusal(&entry(attributes));
        assert!(problem.contains(part), "{problem}");
    }
}

#[test]
fn a_file_that_is_half_written_takes_no_key_away() {
    for text in ["", "subscriptions:", "subscriptions:\n", "subscriptions: ~\n"] {
        assert!(refusal(text).starts_with("subscriptions.yaml: "), "{text}");
    }
    assert!(parse(Path::new("s.yaml"), "subscriptions: []\n", DECLARED).unwrap().is_empty());
}

#[test]
fn a_problem_names_the_file_and_the_entry() {
    let entry = |scope: &str, keys: &str| {
        format!("subscriptions:\n  - id: team-a\n    scope: {scope}\n    keys: {keys}\n    state: active\n")
    };
    let key = format!("[ {{ sha256: {DIGEST} }} ]");
    for (text, part) in [
        (entry("apis", &key), "scope"),
        (entry("all", "[]"), "one key or two"),
        (entry("all", "[ { sha256: abc } ]"), "64 hexadecimal"),
        (entry("all", &key).replace("active", "on"), "on"),
        (entry("all", &key).replace("state", "stat"), "stat"),
        (entry("all", &key) + "    expires: tomorrow\n", "RFC 3339"),
    ] {
        let problem = refusal(&text);
        assert!(problem.starts_with("subscriptions.yaml: entry 1 (`team-a`): "), "{problem}");
        assert!(problem.contains(part), "{problem}");
    }
    let twice = entry("all", &key) + &entry("all", &key).replace("subscriptions:\n", "").replace("team-a", "team-b");
    assert!(refusal(&twice).contains("entry 2 (`team-b`): `team-a` has one of the same keys"));
}
