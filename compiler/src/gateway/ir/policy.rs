//! Policies with their attributes.

use serde::{Serialize, Serializer};

use super::{Dynamic, Words};
use crate::policy::catalogue::{Attribute, Entry, Form};
use crate::source::Span;

/// A policy with the attributes that were written.
#[derive(Clone, Debug, Serialize)]
pub struct Policy {
    /// What the catalogue says of it; in the digest by its name.
    #[serde(serialize_with = "name")]
    pub entry: &'static Entry,
    /// Where its name stands.
    #[serde(skip)]
    pub span: Span,
    /// Its own name in the gateway file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The name of its counters, where it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counter: Option<String>,
    /// Its attributes, in the order of the catalogue.
    pub arguments: Vec<Given>,
    /// The policies below it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<Branch>,
    /// Whether a stream is held back too, for an expression that reads the whole answer.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub buffer: bool,
}

impl Policy {
    /// Whether it holds back the whole answer, where it stands in `outbound`.
    #[must_use]
    pub fn holds_answer(&self) -> bool {
        let is_written = |name: &str| self.arguments.iter().any(|given| given.attribute.name == name);
        self.entry.holds_answer || self.entry.edits(is_written)
    }

    /// It and all that stand below it.
    #[must_use]
    pub fn tree(&self) -> Vec<&Self> {
        let below = self.branches.iter().flat_map(|branch| &branch.policies);
        std::iter::once(self).chain(below.flat_map(Self::tree)).collect()
    }

    /// Every list of attributes in it and in all that stands below it.
    pub(in crate::gateway) fn each_arguments<'p>(&'p self, with: &mut impl FnMut(&'p [Given])) {
        with(&self.arguments);
        for branch in &self.branches {
            with(branch.when.as_slice());
            branch.policies.iter().for_each(|policy| policy.each_arguments(with));
        }
    }

    /// The same, to be completed.
    pub(in crate::gateway) fn each_arguments_mut(&mut self, with: &mut impl FnMut(&mut [Given])) {
        with(&mut self.arguments);
        for branch in &mut self.branches {
            with(branch.when.as_mut_slice());
            branch.policies.iter_mut().for_each(|policy| policy.each_arguments_mut(with));
        }
    }
}

/// The policy itself, or those of the fragment that it includes.
#[must_use]
pub fn in_place(policy: &Policy) -> Vec<&Policy> {
    if policy.entry.form != Form::Fragment {
        return vec![policy];
    }
    policy.branches.iter().flat_map(|branch| &branch.policies).flat_map(in_place).collect()
}

/// Policies below a policy.
#[derive(Clone, Debug, Serialize)]
pub struct Branch {
    /// On which condition they run; none for whatever is left, and for a fragment.
    pub when: Option<Given>,
    /// In their order.
    pub policies: Vec<Policy>,
}

/// One attribute that was written.
#[derive(Clone, Debug, Serialize)]
pub struct Given {
    /// What the catalogue says of it; in the digest by its name.
    #[serde(serialize_with = "attribute")]
    pub attribute: &'static Attribute,
    /// What it says.
    pub value: Argument,
}

fn name<S: Serializer>(entry: &&'static Entry, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(entry.name)
}

fn attribute<S: Serializer>(attribute: &&'static Attribute, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(attribute.name)
}

/// The value of an attribute.
#[derive(Clone, Debug, Serialize)]
pub enum Argument {
    /// A name that is known here and now.
    Name(String),
    /// The field of a backend.
    Backend(String),
    /// Text.
    Text(Words),
    /// Several texts.
    Texts(Vec<Words>),
    /// One of the words that the attribute takes.
    Choice(&'static str),
    /// A truth value.
    Bool(Typed<bool>),
    /// A whole number.
    Integer(Typed<u64>),
    /// A number.
    Number(Typed<f64>),
    /// A time in milliseconds.
    Duration(u64),
    /// A number of bytes.
    Size(u64),
    /// What is computed for each call.
    Computed(Box<Dynamic>),
    /// Values by their names.
    Rows(Vec<(String, Vec<Given>)>),
    /// Further attributes.
    Group(Vec<Given>),
}

/// A value that may be a named one of the same type.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Typed<T> {
    /// Known here and now.
    Literal(T),
    /// A named value of this name.
    NamedValue(String),
}
