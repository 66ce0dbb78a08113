//! What an operation says of the body of its requests: one entry for each media type.

use crate::json::Check;
use crate::media_type::{MediaKind, MediaType};
use crate::multipart::Field;
use crate::style::Encoded;
use crate::xml::Element;

/// What the body of a request must be.
#[derive(Debug, Clone, Copy)]
pub struct RequestBody {
    /// Whether an empty body is refused.
    pub required: bool,
    /// Its media types; the request's `Content-Type` chooses. With none, any body is forwarded unread.
    pub contents: &'static [Content],
}

impl RequestBody {
    /// The document declares none; one that comes is forwarded unread.
    pub const NONE: RequestBody = RequestBody::optional(&[]);

    /// Whether one of its media types is JSON, or may be.
    pub(crate) fn takes_json(&self) -> bool {
        self.contents.iter().any(|content| match content.kind {
            ContentKind::Json(_) | ContentKind::Range(_) => true,
            // One that is not checked may be JSON without a schema, or any media type.
            ContentKind::Unread => {
                matches!(content.media_type, "*/*" | "*" | "application/*")
                    || matches!(MediaType::read(content.media_type).kind(), MediaKind::Json)
            }
            _ => false,
        })
    }

    /// Whether one of its media types is that of forms with parts, or may be.
    pub(crate) fn takes_form(&self) -> bool {
        self.contents.iter().any(|content| match content.kind {
            ContentKind::Multipart(..) => true,
            ContentKind::Range(_) | ContentKind::Unread => {
                matches!(content.media_type, "*/*" | "*" | "multipart/*" | "multipart/form-data")
            }
            _ => false,
        })
    }

    /// One that must be there: an empty body is refused.
    #[must_use]
    pub const fn required(contents: &'static [Content]) -> Self {
        Self { required: true, contents }
    }

    /// One that may be left out.
    #[must_use]
    pub const fn optional(contents: &'static [Content]) -> Self {
        Self { required: false, contents }
    }
}

/// A media type or a range of them (`application/json`, `audio/*`, `*/*`), and what a body of it must be.
#[derive(Debug, Clone, Copy)]
pub struct Content {
    pub(crate) media_type: &'static str,
    pub(crate) kind: ContentKind,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum ContentKind {
    Unread,
    Json(Check),
    Range(Check),
    Lines(Check),
    Text(Check),
    Form(&'static [Encoded], Check),
    Xml(Element, Check),
    Multipart(&'static [Field], Option<Check>),
}

impl Content {
    /// Forwarded unread.
    #[must_use]
    pub const fn unread(media_type: &'static str) -> Self {
        Self { media_type, kind: ContentKind::Unread }
    }

    /// JSON: read whole and checked; its bytes are forwarded as they came.
    #[must_use]
    pub const fn json(media_type: &'static str, check: Check) -> Self {
        Self { media_type, kind: ContentKind::Json(check) }
    }

    /// The media type, and the check of the one value that a body of it is, where it is checked as one.
    #[must_use]
    pub const fn check(&self) -> Option<(&'static str, Check)> {
        match self.kind {
            ContentKind::Json(check)
            | ContentKind::Range(check)
            | ContentKind::Form(_, check)
            | ContentKind::Xml(_, check) => Some((self.media_type, check)),
            _ => None,
        }
    }

    /// A range of media types: checked where the request says JSON, a form, or nothing, which is read as JSON.
    #[must_use]
    pub const fn range(media_type: &'static str, check: Check) -> Self {
        Self { media_type, kind: ContentKind::Range(check) }
    }

    /// A JSON text on each line (NDJSON, JSON Lines; JSON text sequences, RFC 7464). The check is that of the array of
    /// them.
    #[must_use]
    pub const fn lines(media_type: &'static str, check: Check) -> Self {
        Self { media_type, kind: ContentKind::Lines(check) }
    }

    /// Plain text, checked as a string.
    #[must_use]
    pub const fn text(media_type: &'static str, check: Check) -> Self {
        Self { media_type, kind: ContentKind::Text(check) }
    }

    /// `application/x-www-form-urlencoded`, checked as one object; the fields are those that aren't written as fields are
    /// by default.
    #[must_use]
    pub const fn form(media_type: &'static str, fields: &'static [Encoded], check: Check) -> Self {
        Self { media_type, kind: ContentKind::Form(fields, check) }
    }

    /// XML, read whole and checked as the value that its root is; its bytes are forwarded as they came.
    #[must_use]
    pub const fn xml(media_type: &'static str, root: Element, check: Check) -> Self {
        Self { media_type, kind: ContentKind::Xml(root, check) }
    }

    /// `multipart/form-data`, checked while it streams to the backend. Fields that aren't declared are forwarded.
    #[must_use]
    pub const fn multipart(media_type: &'static str, fields: &'static [Field]) -> Self {
        Self { media_type, kind: ContentKind::Multipart(fields, None) }
    }

    /// A check of a whole form as one object, beside those of its fields. Files, and what no field declares and bears a
    /// file's name, stand in it as empty texts.
    #[must_use]
    pub const fn whole(mut self, check: Check) -> Self {
        if let ContentKind::Multipart(_, whole) = &mut self.kind {
            *whole = Some(check);
        }
        self
    }
}
