//! Policies of the user's own as entries, beside those of the catalogue: all that is done with an entry is done with them.

use std::sync::{Mutex, PoisonError};

use super::entry::{Attribute, AttributeKind, Entry, OwnType};
use crate::policy::model::SectionKind;

/// What an attribute of such a policy may take, by the word for it.
pub(in crate::policy) const KINDS: [(&str, AttributeKind); 7] = [
    ("string", AttributeKind::Text),
    ("strings", AttributeKind::Texts),
    ("int", AttributeKind::Integer),
    ("number", AttributeKind::Number),
    ("bool", AttributeKind::Bool),
    ("duration", AttributeKind::Duration),
    ("size", AttributeKind::Size),
];

/// What a gateway file says of a policy of its own.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::policy) struct DeclaredPolicy {
    pub(in crate::policy) name: String,
    pub(in crate::policy) doc: String,
    /// The crate's name in Rust.
    pub(in crate::policy) of: String,
    /// The path of the type in the crate.
    pub(in crate::policy) path: String,
    pub(in crate::policy) sections: Vec<SectionKind>,
    pub(in crate::policy) attributes: Vec<DeclaredAttribute>,
}

/// An attribute of such a policy.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::policy) struct DeclaredAttribute {
    pub(in crate::policy) name: String,
    /// Its word in [`KINDS`].
    pub(in crate::policy) kind: &'static str,
    pub(in crate::policy) presence: Presence,
    pub(in crate::policy) doc: String,
}

/// What holds where an attribute isn't written.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::policy) enum Presence {
    /// It must be.
    Required,
    /// It is absent.
    Optional,
    /// A default, as it was written.
    Default(String),
}

/// The entry of a declared policy. Entries live as long as the process, so the same declaration has the same entry, however
/// often its gateway file is compiled.
pub(in crate::policy) fn own(declared: DeclaredPolicy) -> &'static Entry {
    static KNOWN: Mutex<Vec<(DeclaredPolicy, &'static Entry)>> = Mutex::new(Vec::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, entry)) = known.iter().find(|(other, _)| *other == declared) {
        return entry;
    }
    let attributes: Vec<Attribute> = declared.attributes.iter().filter_map(attribute).collect();
    let entry: &'static Entry = Box::leak(Box::new(Entry {
        name: kept(&declared.name),
        doc: kept(&declared.doc),
        sections: Box::leak(declared.sections.clone().into_boxed_slice()),
        attributes: Box::leak(attributes.into_boxed_slice()),
        own: Some(OwnType { of: kept(&declared.of), path: kept(&declared.path) }),
        awaits: true,
        ..Entry::DEFAULT
    }));
    known.push((declared, entry));
    entry
}

fn attribute(declared: &DeclaredAttribute) -> Option<Attribute> {
    let (_, kind) = KINDS.iter().find(|(word, _)| *word == declared.kind)?;
    let (required, default) = match &declared.presence {
        Presence::Required => (true, None),
        Presence::Optional => (false, None),
        Presence::Default(text) => (false, Some(kept(text))),
    };
    let (name, doc) = (kept(&declared.name), kept(&declared.doc));
    Some(Attribute { name, singular: None, kind: *kind, required, default, fit: None, doc })
}

fn kept(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}
