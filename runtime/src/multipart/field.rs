//! What the document declares of a form's fields.

use crate::json::Check;
use crate::style::Style;

/// A field that the document declares.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) media_types: &'static [&'static str],
    pub(super) kind: FieldKind,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum FieldKind {
    /// Bytes of any length and kind; they stream. So many parts of them, at least and at most.
    Files(u64, Option<u64>),
    /// The value of one part, as this style reads it.
    One(Style, Check),
    /// What all parts of the name make, with those that have brackets behind it.
    All(Style, Check),
}

impl Field {
    const fn new(name: &'static str, kind: FieldKind) -> Self {
        Self { name, required: false, media_types: &[], kind }
    }

    /// A file, of which nothing is checked.
    #[must_use]
    pub const fn file(name: &'static str) -> Self {
        Self::new(name, FieldKind::Files(0, Some(1)))
    }

    /// Files, so many at least and at most.
    #[must_use]
    pub const fn files(name: &'static str, least: u64, most: Option<u64>) -> Self {
        Self::new(name, FieldKind::Files(least, most))
    }

    /// Text in UTF-8, which is checked as the type that the schema asks for.
    #[must_use]
    pub const fn text(name: &'static str, check: Check) -> Self {
        Self::new(name, FieldKind::One(Style::Text, check))
    }

    /// JSON.
    #[must_use]
    pub const fn json(name: &'static str, check: Check) -> Self {
        Self::new(name, FieldKind::One(Style::Json, check))
    }

    /// A value that several parts may make: an array, or an object by names with brackets. The style is that of a part.
    #[must_use]
    pub const fn repeated(name: &'static str, style: Style, check: Check) -> Self {
        Self::new(name, FieldKind::All(style, check))
    }

    /// A text of items or members.
    #[must_use]
    pub const fn styled(name: &'static str, style: Style, check: Check) -> Self {
        Self::new(name, FieldKind::One(style, check))
    }

    /// One without which a form is refused.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// The media types that a part may say; one that says none is taken.
    #[must_use]
    pub const fn media_types(self, media_types: &'static [&'static str]) -> Self {
        Self { media_types, ..self }
    }

    pub(super) fn is_file(&self) -> bool {
        matches!(self.kind, FieldKind::Files(..))
    }

    /// Whether parts with brackets behind the name belong to it.
    pub(super) fn takes_brackets(&self) -> bool {
        !matches!(self.kind, FieldKind::One(..) | FieldKind::Files(_, Some(1)))
    }
}
