//! The tables themselves.

use crate::policy::catalogue::{AttributeKind, ENTRIES};
use crate::policy::unsupported;

#[test]
fn a_policy_is_in_one_table_only() {
    for entry in ENTRIES {
        assert!(!unsupported::policy(entry.name), "{} is supported", entry.name);
    }
    assert!(unsupported::policy("llm-token-limit") && unsupported::policy("azure-openai-token-limit"));
    assert!(!unsupported::policy("azure-openai-rate-limit"));
}

#[test]
fn entries_are_sorted_and_their_defaults_fit() {
    assert!(ENTRIES.is_sorted_by_key(|entry| entry.name));
    for attribute in ENTRIES.iter().flat_map(|entry| entry.attributes) {
        assert!(!(attribute.required && attribute.default.is_some()), "{}", attribute.name);
        match (attribute.kind, attribute.default) {
            (_, None) => {}
            (AttributeKind::Choice(words), Some(default)) => assert!(words.contains(&default)),
            (AttributeKind::Bool, Some(default)) => assert!(["true", "false"].contains(&default)),
            (_, Some(_)) => panic!("{} has a default that nothing reads", attribute.name),
        }
    }
}
