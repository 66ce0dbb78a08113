#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;

use super::names::{pascal, resolve, resolve_types, snake, upper};

#[test]
fn names_become_identifiers() {
    let table = [
        ("createChatCompletion", "create_chat_completion", "CreateChatCompletion"),
        ("deployment-id", "deployment_id", "DeploymentId"),
        ("2024-10-21", "n2024_10_21", "V2024_10_21"),
        ("2025-03-01-preview", "n2025_03_01_preview", "V2025_03_01Preview"),
        ("1-turn", "n1_turn", "V1Turn"),
        ("+1", "n1", "V1"),
        ("type", "type_", "Type"),
        ("self", "self_", "Self_"),
        ("GET /a/{id}", "get_a_id", "GetAId"),
        ("caf\u{e9}", "caf_ue9", "CafUe9"),
        ("", "unnamed", "Unnamed"),
        ("***", "unnamed", "Unnamed"),
    ];
    for (name, field, kind) in table {
        assert_eq!((snake(name).as_str(), pascal(name).as_str()), (field, kind), "{name}");
        assert!(syn::parse_str::<syn::Ident>(field).is_ok() && syn::parse_str::<syn::Ident>(kind).is_ok(), "{name}");
    }
    assert_eq!(upper("free-tpm"), "FREE_TPM");
}

fn wanted(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect()
}

#[test]
fn names_that_collide_get_a_suffix_each() {
    let names = resolve(&wanted(&[("a", "one"), ("b", "One"), ("c", "two"), ("d", "aux"), ("e", "mod")]), &["mod"]);
    assert_eq!(names["c"], "two");
    for key in ["a", "b", "d", "e"] {
        let suffix = names[key].rsplit_once('_').expect("it has a suffix").1;
        assert_eq!(suffix.len(), 4, "{}", names[key]);
    }
    // A further name changes no other, and a suffix depends on its own key alone.
    let more = resolve(&wanted(&[("a", "one"), ("b", "One"), ("c", "two"), ("f", "three")]), &[]);
    assert_eq!((&more["a"], &more["b"], &more["c"]), (&names["a"], &names["b"], &names["c"]));
}

#[test]
fn hundreds_of_equal_names_stay_apart() {
    let keys: BTreeMap<String, String> = (0..2000).map(|at| (format!("#/{at}"), "same".to_owned())).collect();
    let names = resolve(&keys, &[]);
    let distinct: std::collections::BTreeSet<&String> = names.values().collect();
    assert_eq!(distinct.len(), 2000);
}

#[test]
fn names_are_no_longer_than_a_file_system_takes() {
    let long = "very_".repeat(100);
    let names = resolve(&wanted(&[("a", &long), ("b", &format!("{long}more"))]), &[]);
    assert!(names.values().all(|name| name.len() <= 130), "{names:?}");
    assert_ne!(names["a"], names["b"]);
}

#[test]
fn types_keep_their_case() {
    let names = resolve_types(&wanted(&[("a", "String"), ("b", "V1"), ("c", "V1"), ("d", "V2024_10_21")]), &["String"]);
    assert_eq!(names["d"], "V2024_10_21");
    for name in names.values() {
        let parts: Vec<char> = name.chars().collect();
        let loose = parts.windows(3).any(|w| w[1] == '_' && !(w[0].is_ascii_digit() && w[2].is_ascii_digit()));
        assert!(!loose && name.starts_with(char::is_uppercase), "{name}");
    }
    assert_eq!(names.values().collect::<std::collections::BTreeSet<_>>().len(), 4);
}
