//! What the gateway file holds around its policies: one table of objects, each with its keys. The reader refuses every other
//! key by it, and the JSON Schema of the gateway file is made from it, as it is from the catalogue for policies.
//!
//! This module never reads a file: what a value means, and what is wrong with it, is for the reader to say.

mod apis;
mod backends;
mod crates;
mod models;
mod top;

pub(super) use apis::*;
pub(super) use backends::*;
pub(super) use crates::*;
pub(super) use models::*;
pub(super) use top::*;

use super::model::SectionKind;

/// An object with keys of its own.
#[derive(Debug)]
pub(super) struct Object {
    /// Its place in the gateway file, where `*` stands for any name; empty for the file itself.
    pub(super) path: &'static str,
    /// How messages name it.
    pub(super) what: &'static str,
    /// Its keys.
    pub(super) keys: &'static [Key],
    /// Keys that exclude each other.
    pub(super) choices: &'static [Among],
    /// Whether it must have one of its keys, whichever.
    pub(super) some: bool,
    /// Keys that say nothing without another one.
    pub(super) needs: &'static [(&'static str, &'static str)],
}

impl Object {
    const fn new(path: &'static str, what: &'static str, keys: &'static [Key]) -> Self {
        Self { path, what, keys, choices: &[], some: false, needs: &[] }
    }

    /// Its keys by name.
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.keys.iter().map(|key| key.name).collect()
    }
}

/// Keys that exclude each other.
#[derive(Debug)]
pub(super) struct Among {
    /// Their names.
    pub(super) keys: &'static [&'static str],
    /// Whether one of them must stand.
    pub(super) needed: bool,
}

/// A key of an object.
#[derive(Debug)]
pub(super) struct Key {
    /// As it is written.
    pub(super) name: &'static str,
    /// What it takes.
    pub(super) takes: Takes,
    /// Whether it must be there.
    pub(super) required: bool,
    /// What it says, in one line.
    pub(super) doc: &'static str,
}

impl Key {
    const fn required(name: &'static str, takes: Takes, doc: &'static str) -> Self {
        Self { name, takes, required: true, doc }
    }

    const fn optional(name: &'static str, takes: Takes, doc: &'static str) -> Self {
        Self { name, takes, required: false, doc }
    }
}

/// What a key takes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Takes {
    /// The number 1, which is the version of the format.
    One,
    /// A line of text that is known at compile time.
    Line,
    /// Text with named values.
    Text,
    /// A truth value.
    Boolean,
    /// A whole number from the first to the second.
    Count(u32, u32),
    /// Text, a number or a truth value.
    Scalar,
    /// The same, or a list of texts.
    Default,
    /// A duration with its unit.
    Duration,
    /// A size with its unit.
    Size,
    /// One of some words.
    Word(&'static [&'static str]),
    /// A repair by its name or code.
    Repair,
    /// A key of `backends`.
    Backend,
    /// A key of `apis`.
    Api,
    /// A key of `products`.
    Product,
    /// A key of `models`.
    Model,
    /// A status, a range of them, `connect` or `timeout`.
    Condition,
    /// A policy of the section in which it stands; of any, in a fragment.
    Policy,
    /// A list of policies, or what departs from what is inherited.
    Section(SectionKind),
    /// The condition of a branch.
    When,
    /// An object with keys of its own.
    Object(&'static Object),
    /// Whatever names, each with a value of this kind.
    Map(&'static Takes),
    /// The same, with one name at least.
    Some(&'static Takes),
    /// Values of this kind, from so many on.
    List(&'static Takes, u32),
    /// Whichever of these.
    Either(&'static [Takes]),
}

/// The words of a table of choices.
const fn words<T, const N: usize>(choices: &[(&'static str, T); N]) -> [&'static str; N] {
    let mut words = [""; N];
    let mut at = 0;
    while at < N {
        words[at] = choices[at].0;
        at += 1;
    }
    words
}

/// Where Cargo takes a crate from.
const ORIGINS: Among = Among { keys: &["path", "version", "git"], needed: true };

/// The two keys of a Git repository.
const REVISIONS: &[(&str, &str)] = &[("git", "rev"), ("rev", "git")];
