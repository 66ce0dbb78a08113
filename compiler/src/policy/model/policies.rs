//! Sections and the policies in them.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::{Piece, Spanned, Text, Value};
use crate::expression::Expression;
use crate::policy::catalogue::{Attribute, Entry};
use crate::source::Span;

/// The policies of one scope.
#[derive(Clone, Debug, Default)]
pub struct Sections {
    /// Before the request goes out.
    pub inbound: Section,
    /// Around each attempt to send it.
    pub backend: Section,
    /// On the answer.
    pub outbound: Section,
    /// After a fault.
    pub on_error: Section,
}

impl Sections {
    /// One of the four.
    #[must_use]
    pub fn get(&self, kind: SectionKind) -> &Section {
        match kind {
            SectionKind::Inbound => &self.inbound,
            SectionKind::Backend => &self.backend,
            SectionKind::Outbound => &self.outbound,
            SectionKind::OnError => &self.on_error,
        }
    }

    /// Every policy, those among them that take the place of others.
    pub fn all(&self) -> impl Iterator<Item = &Policy> {
        SectionKind::ALL.into_iter().flat_map(|kind| {
            let section = self.get(kind);
            let top = section.policies.iter().chain(section.replace.values().map(|other| &other.value));
            top.flat_map(Policy::tree)
        })
    }

    /// Whether this scope says nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        SectionKind::ALL.iter().all(|kind| self.get(*kind).is_plain() && self.get(*kind).policies.is_empty())
    }
}

/// The four sections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum SectionKind {
    /// Before the request goes out.
    Inbound,
    /// Around each attempt to send it.
    Backend,
    /// On the answer.
    Outbound,
    /// After a fault.
    OnError,
}

impl SectionKind {
    /// In the order of a call.
    pub const ALL: [Self; 4] = [Self::Inbound, Self::Backend, Self::Outbound, Self::OnError];

    /// The key in the gateway file.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Backend => "backend",
            Self::Outbound => "outbound",
            Self::OnError => "on-error",
        }
    }
}

/// One section of one scope. A plain list is a section that inherits all and changes nothing of it.
#[derive(Clone, Debug)]
pub struct Section {
    /// Where it stands; `None`: it is not there.
    pub span: Option<Span>,
    /// Whether the broader scopes' policies run here too.
    pub inherit: bool,
    /// Ids or names of inherited policies that don't run here; empty unless `inherit`.
    pub without: Vec<Spanned<String>>,
    /// By id of an inherited policy: what runs in its place; empty unless `inherit`.
    pub replace: BTreeMap<String, Spanned<Policy>>,
    /// The policies of this scope, in their order.
    pub policies: Vec<Policy>,
}

impl Default for Section {
    fn default() -> Self {
        Self { span: None, inherit: true, without: Vec::new(), replace: BTreeMap::new(), policies: Vec::new() }
    }
}

impl Section {
    /// Whether it leaves what it inherits as it is.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.inherit && self.without.is_empty() && self.replace.is_empty()
    }
}

/// One policy where it was declared.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its own name, unequal to all others of the section.
    pub id: Option<Spanned<String>>,
    /// Where the policy's name stands.
    pub span: Span,
    /// What the catalogue says of it.
    pub entry: &'static Entry,
    /// Which of its name it is in its section, from 1.
    pub place: usize,
    /// Its attributes, as its entry wants them.
    pub arguments: Arguments,
    /// The policies below it.
    pub branches: Vec<Branch>,
    /// Whether a stream is held back too, for an expression that reads the whole answer.
    pub buffer: bool,
}

impl Policy {
    /// Whether it edits members of a body.
    #[must_use]
    pub fn edits(&self) -> bool {
        self.entry.edits(|name| self.arguments.given(name).is_some())
    }

    /// Whether an expression of its own looks into the body of the answer.
    #[must_use]
    pub fn reads_answer(&self) -> bool {
        let whens = self.branches.iter().filter_map(|branch| branch.when.as_ref());
        self.arguments.given.iter().chain(whens).any(|given| given.value.reads_answer())
    }

    /// It and all that stand below it.
    #[must_use]
    pub fn tree(&self) -> Vec<&Self> {
        let below = self.branches.iter().flat_map(|branch| &branch.policies);
        std::iter::once(self).chain(below.flat_map(Self::tree)).collect()
    }
}

/// Policies below a policy.
#[derive(Clone, Debug)]
pub struct Branch {
    /// On which condition they run; none for whatever is left, and for a fragment.
    pub when: Option<Given>,
    /// In their order.
    pub policies: Vec<Policy>,
}

/// The attributes of a policy, or of a part of one, that were written.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// Where the whole object stands.
    pub span: Span,
    /// In the order of the catalogue; those that must be there are.
    pub given: Vec<Given>,
}

/// One attribute that was written.
#[derive(Clone, Debug)]
pub struct Given {
    /// What the catalogue says of it.
    pub attribute: &'static Attribute,
    /// The key that was written: the attribute's own or its singular.
    pub key: Spanned<&'static str>,
    /// The value, of the kind that the attribute takes.
    pub value: Argument,
}

/// The value of an attribute, by its kind.
#[derive(Clone, Debug)]
pub enum Argument {
    /// A name, or that of a header in lower case.
    Name(Spanned<String>),
    /// The name of a backend that is declared.
    Backend(Spanned<String>),
    /// Text.
    Text(Text),
    /// At least one text.
    Texts(Vec<Text>),
    /// One of the words.
    Choice(Spanned<&'static str>),
    /// A truth value.
    Bool(Value<bool>),
    /// A whole number.
    Integer(Value<u64>),
    /// A number.
    Number(Value<f64>),
    /// A duration.
    Duration(Spanned<Duration>),
    /// A number of bytes.
    Size(Spanned<u64>),
    /// What is computed for each call, in the place of a value of the kind.
    Computed(Expression),
    /// A path.
    Template(UriTemplate),
    /// Values by their names.
    Rows(Vec<(Spanned<String>, Arguments)>),
    /// Further attributes.
    Group(Arguments),
}

impl Argument {
    /// All texts in it.
    #[must_use]
    pub fn texts(&self) -> Vec<&Text> {
        match self {
            Self::Text(text) => vec![text],
            Self::Texts(texts) => texts.iter().collect(),
            Self::Rows(rows) => rows.iter().flat_map(|(_, row)| row.all_texts()).collect(),
            Self::Group(group) => group.all_texts(),
            _ => Vec::new(),
        }
    }
}

impl Given {
    /// The key and where it stands.
    #[must_use]
    pub fn place(&self) -> (&'static str, Span) {
        (self.key.value, self.key.span)
    }
}

impl Arguments {
    fn all_texts(&self) -> Vec<&Text> {
        self.given.iter().flat_map(|given| given.value.texts()).collect()
    }

    /// An attribute, by its own name, if it was written.
    #[must_use]
    pub fn given(&self, name: &str) -> Option<&Given> {
        self.given.iter().find(|given| given.attribute.name == name)
    }

    /// A name.
    #[must_use]
    pub fn name(&self, name: &str) -> Option<&Spanned<String>> {
        match &self.given(name)?.value {
            Argument::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The texts of a list, or the one text.
    #[must_use]
    pub fn texts(&self, name: &str) -> &[Text] {
        match self.given(name).map(|given| &given.value) {
            Some(Argument::Texts(texts)) => texts,
            Some(Argument::Text(text)) => std::slice::from_ref(text),
            _ => &[],
        }
    }

    /// A whole number, if it was written out.
    #[must_use]
    pub fn integer(&self, name: &str) -> Option<u64> {
        match &self.given(name)?.value {
            Argument::Integer(Value::Literal(number)) => Some(*number),
            _ => None,
        }
    }

    /// Values by their names.
    #[must_use]
    pub fn rows(&self, name: &str) -> &[(Spanned<String>, Arguments)] {
        match self.given(name).map(|given| &given.value) {
            Some(Argument::Rows(rows)) => rows,
            _ => &[],
        }
    }

    /// Further attributes.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<&Self> {
        match &self.given(name)?.value {
            Argument::Group(group) => Some(group),
            _ => None,
        }
    }

    /// Whether a truth value was written out as true.
    #[must_use]
    pub fn is_true(&self, name: &str) -> bool {
        matches!(self.given(name).map(|given| &given.value), Some(Argument::Bool(Value::Literal(true))))
    }

    /// The word that was chosen, if it was.
    #[must_use]
    pub fn choice(&self, name: &str) -> Option<&'static str> {
        match &self.given(name)?.value {
            Argument::Choice(word) => Some(word.value),
            _ => None,
        }
    }
}

/// A path with `{parameter}`s of the operation, perhaps with a query; it begins with a slash or a named value.
#[derive(Clone, Debug, PartialEq)]
pub struct UriTemplate {
    /// The pieces in their order.
    pub pieces: Vec<TemplatePiece>,
    /// Where the template stands.
    pub span: Span,
}

/// A part of a [`UriTemplate`].
#[derive(Clone, Debug, PartialEq)]
pub enum TemplatePiece {
    /// Text as it is sent.
    Literal(String),
    /// A named value, which exists.
    NamedValue(Spanned<String>),
    /// A parameter; whether the operation has it is the linker's to check.
    Parameter(Spanned<String>),
    /// What is computed for each call; it is percent-encoded, slashes included.
    Expression(Expression),
}

impl Argument {
    /// Whether an expression in it looks into the body of the answer.
    #[must_use]
    pub fn reads_answer(&self) -> bool {
        let of_text = |text: &Text| {
            text.pieces.iter().any(|piece| matches!(piece, Piece::Expression(written) if written.reads_answer()))
        };
        let any = |arguments: &Arguments| arguments.given.iter().any(|given| given.value.reads_answer());
        match self {
            Self::Text(text) => of_text(text),
            Self::Texts(texts) => texts.iter().any(of_text),
            Self::Computed(written) => written.reads_answer(),
            Self::Rows(rows) => rows.iter().any(|(_, row)| any(row)),
            Self::Group(group) => any(group),
            _ => false,
        }
    }
}
