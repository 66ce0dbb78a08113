//! `set-body`.

use super::{Attribute, AttributeKind, Entry, Part, Sets};

pub(super) static ENTRY: Entry = Entry {
    name: "set-body",
    doc: "Puts another body in the place of the request's or the answer's.",
    attributes: &[Attribute::required("value", AttributeKind::Lines, "the body")],
    scalar: Some("value"),
    writes: &[Part::Body],
    sets: Some(Sets { what: "body", named: false, without_case: false }),
    ..Entry::DEFAULT
};
