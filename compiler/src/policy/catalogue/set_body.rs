//! `set-body`.

use super::{Attribute, AttributeKind, Entry, Part, Sets};

pub(super) static ENTRY: Entry = Entry {
    name: "set-body",
    doc: "Puts another body in the place of the request's or the answer's.",
    notes: "The body that was there is dropped unread: the caller's body is then not checked. What was said of its bytes \
            (`content-encoding`, `content-length`, `etag`) goes with it; `content-type` stays, and `set-header` sets another.",
    attributes: &[Attribute::required("value", AttributeKind::Lines, "the body")],
    scalar: Some("value"),
    writes: &[Part::Body],
    sets: Some(Sets::one("body")),
    ..Entry::DEFAULT
};
