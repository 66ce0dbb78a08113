//! Crates with policies of the user's own.

use super::{Among, Key, ORIGINS, Object, REVISIONS, Takes, words};
use crate::policy::catalogue::KINDS;
use crate::policy::model::SectionKind;

/// A crate of `policy-crates`.
pub(in crate::policy) static POLICY_CRATE: Object = Object {
    choices: &[ORIGINS],
    needs: REVISIONS,
    ..Object::new(
        "policy-crates.*",
        "a crate of policies",
        &[
            Key::optional("path", Takes::Line, "its folder, relative to the emitted crate"),
            Key::optional("version", Takes::Line, "its version in the registry"),
            Key::optional("git", Takes::Line, "the URL of its repository"),
            Key::optional("rev", Takes::Line, "the commit in that repository"),
            Key::required(
                "policies",
                Takes::Map(&Takes::Object(&OWN_POLICY)),
                "its policies, by their names in this file",
            ),
        ],
    )
};

/// The sections by their keys.
pub(in crate::policy) const SECTION_KINDS: [(&str, SectionKind); 4] = [
    (SectionKind::Inbound.key(), SectionKind::Inbound),
    (SectionKind::Backend.key(), SectionKind::Backend),
    (SectionKind::Outbound.key(), SectionKind::Outbound),
    (SectionKind::OnError.key(), SectionKind::OnError),
];
const SECTION_WORDS: &[&str] = &words(&SECTION_KINDS);

/// A policy of such a crate.
pub(in crate::policy) static OWN_POLICY: Object = Object::new(
    "policy-crates.*.policies.*",
    "a policy of your own",
    &[
        Key::required("type", Takes::Line, "the path of the type in the crate, such as `TenantBudget`"),
        Key::optional("doc", Takes::Line, "what it does, in one line"),
        Key::required(
            "sections",
            Takes::List(&Takes::Word(SECTION_WORDS), 0),
            "where it may stand: the traits that the type implements",
        ),
        Key::optional(
            "attributes",
            Takes::Map(&Takes::Object(&OWN_ATTRIBUTE)),
            "the fields of the type, and what each takes",
        ),
    ],
);

const KIND_WORDS: &[&str] = &words(&KINDS);

/// An attribute of such a policy.
pub(in crate::policy) static OWN_ATTRIBUTE: Object = Object {
    choices: &[Among { keys: &["default", "optional"], needed: false }],
    ..Object::new(
        "policy-crates.*.policies.*.attributes.*",
        "an attribute",
        &[
            Key::required("type", Takes::Word(KIND_WORDS), "what it takes"),
            Key::optional("default", Takes::Default, "what holds where it isn't written"),
            Key::optional("optional", Takes::Boolean, "whether it may be absent; `false` unless said"),
            Key::optional("doc", Takes::Line, "what it says, in one line"),
        ],
    )
};
