//! The answers that a document declares, for the policies that look at them.

use http::{HeaderMap, StatusCode, header};

use super::{Content, ContentKind};
use crate::media_type::MediaType;
use crate::parameter::Parameter;

/// An answer that the document declares. What no policy of the operation looks at is left out.
#[derive(Debug, Clone, Copy)]
pub struct Documented {
    /// `200`, `2XX` or `default`.
    pub status: &'static str,
    /// Its headers.
    pub headers: &'static [Parameter],
    /// What its body may be, by its media type.
    pub contents: &'static [Content],
    /// Examples of it.
    pub examples: &'static [Example],
}

/// An example of an answer's body.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// The media type.
    pub media_type: &'static str,
    /// The body.
    pub body: &'static str,
}

impl Documented {
    /// One of which nothing is known but its status.
    #[must_use]
    pub const fn of(status: &'static str) -> Self {
        Self { status, headers: &[], contents: &[], examples: &[] }
    }

    /// What a body must be, by what an answer's headers say of its media type. `None`: that is not declared.
    pub(crate) fn content(&self, headers: &HeaderMap) -> Option<ContentKind> {
        let given = MediaType::read(headers.get(header::CONTENT_TYPE)?.to_str().ok()?);
        let ranked = self.contents.iter().filter_map(|content| Some((given.rank(content.media_type)?, content.kind)));
        ranked.max_by_key(|(rank, _)| *rank).map(|(_, kind)| kind)
    }
}

/// The entry for a status: its own, else that of its class, else the one for all others.
pub(crate) fn of_status(answers: &'static [Documented], status: StatusCode) -> Option<&'static Documented> {
    let named = |name: &str| answers.iter().find(|answer| answer.status.eq_ignore_ascii_case(name));
    let class = format!("{}XX", status.as_u16() / 100);
    named(status.as_str()).or_else(|| named(&class)).or_else(|| named("default"))
}
