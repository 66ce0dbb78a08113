//! The policies of this version: one entry each, which drives the parser, and whatever shows policies to people.

mod arguments;
mod rewrite_uri;
mod set;

use super::model::{PolicyKind, SectionKind};
use super::read::Reader;

pub(super) use arguments::Arguments;
pub(super) use set::refused_header;

/// What is said about one policy.
#[derive(Debug)]
pub struct Entry {
    /// Its name in the gateway file.
    pub name: &'static str,
    /// Other names of it.
    pub aliases: &'static [&'static str],
    /// What it does, in one line.
    pub doc: &'static str,
    /// Where it may stand.
    pub sections: &'static [SectionKind],
    /// Its attributes, without `id`, which all policies have.
    pub attributes: &'static [Attribute],
    /// What it looks at.
    pub reads: &'static [Part],
    /// What it changes.
    pub writes: &'static [Part],
    /// When it runs.
    pub phase: Phase,
    /// From checked attributes to the policy.
    pub(super) build: fn(&mut Reader<'_>, &Arguments<'_>) -> Option<PolicyKind>,
}

/// One attribute of a policy.
#[derive(Debug)]
pub struct Attribute {
    /// Its key.
    pub name: &'static str,
    /// What it takes.
    pub kind: AttributeKind,
    /// Whether it must be there.
    pub required: bool,
    /// What holds where it is absent, as one would write it.
    pub default: Option<&'static str>,
    /// What it says, in one line.
    pub doc: &'static str,
}

/// What an attribute takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeKind {
    /// A name that is known at compile time.
    Name,
    /// Text with named values.
    Text,
    /// A list of such texts, at least one.
    Texts,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A truth value, or a named value that is one.
    Bool,
    /// A path with `{parameter}`s.
    Template,
}

/// A part of a call that policies read or write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The path of the request.
    RequestPath,
    /// The query of the request.
    RequestQuery,
    /// The headers of the request in inbound and backend, of the answer in outbound and on-error.
    Headers,
    /// The operation's template parameters.
    Parameters,
}

/// When a policy runs in the life of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// As soon as the head of the message is there; a body is not waited for.
    Head,
}

/// All of them, by name.
pub static ENTRIES: &[&Entry] = &[&rewrite_uri::ENTRY, &set::HEADER, &set::QUERY_PARAMETER];

/// The entry of this name or alias.
#[must_use]
pub fn entry(name: &str) -> Option<&'static Entry> {
    ENTRIES.iter().copied().find(|entry| entry.name == name || entry.aliases.contains(&name))
}
