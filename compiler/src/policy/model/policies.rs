//! Sections and the policies in them.

use std::collections::BTreeMap;

use super::{Spanned, Text, Value};
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

    /// Whether this scope says nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        SectionKind::ALL.iter().all(|kind| self.get(*kind).is_plain() && self.get(*kind).policies.is_empty())
    }
}

/// The four sections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    pub fn key(self) -> &'static str {
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
    /// What it does.
    pub kind: PolicyKind,
}

/// The policies of this version.
#[derive(Clone, Debug, PartialEq)]
pub enum PolicyKind {
    /// `set-header`
    SetHeader(SetHeader),
    /// `set-query-parameter`
    SetQueryParameter(SetQueryParameter),
    /// `rewrite-uri`
    RewriteUri(RewriteUri),
}

impl PolicyKind {
    /// The name in the catalogue.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::SetHeader(_) => "set-header",
            Self::SetQueryParameter(_) => "set-query-parameter",
            Self::RewriteUri(_) => "rewrite-uri",
        }
    }
}

/// Changes a header of the request (inbound, backend) or of the answer (outbound, on-error).
#[derive(Clone, Debug, PartialEq)]
pub struct SetHeader {
    /// A valid name as it was written; case doesn't count. None that belongs to the connection or to the body's framing.
    pub name: Spanned<String>,
    /// What happens where the header is there.
    pub exists_action: ExistsAction,
    /// Each becomes a header line; none exactly where the action is `Delete`.
    pub values: Vec<Text>,
}

/// Changes a query parameter of the request.
#[derive(Clone, Debug, PartialEq)]
pub struct SetQueryParameter {
    /// The name, not encoded; case counts.
    pub name: Spanned<String>,
    /// What happens where the parameter is there.
    pub exists_action: ExistsAction,
    /// The values, not encoded; none exactly where the action is `Delete`.
    pub values: Vec<Text>,
}

/// What happens where a header or a query parameter is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExistsAction {
    /// Its values are replaced.
    Override,
    /// It stays as it is.
    Skip,
    /// Values are added to it.
    Append,
    /// It is taken out.
    Delete,
}

/// Gives the request another path below the backend's URL.
#[derive(Clone, Debug, PartialEq)]
pub struct RewriteUri {
    /// The new path, perhaps with a query.
    pub template: UriTemplate,
    /// Whether query parameters that the template doesn't use are kept.
    pub copy_unmatched_params: Value<bool>,
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
}
