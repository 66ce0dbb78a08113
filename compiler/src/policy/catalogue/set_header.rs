//! `set-header`.

use super::{Attribute, AttributeKind, Entry, Part, Sets, exists};

pub(super) static ENTRY: Entry = Entry {
    name: "set-header",
    doc: "Sets, adds to or deletes a header of the request or of the answer.",
    attributes: &[
        Attribute::required("name", AttributeKind::Header, "the name of the header"),
        exists::ACTION,
        exists::VALUES,
    ],
    reads: &[Part::Headers],
    writes: &[Part::Headers],
    sets: Some(Sets { what: "header", named: true, without_case: true }),
    check: |reader, arguments| {
        let values = exists::check(reader, arguments);
        values && arguments.texts("values").iter().all(|value| reader.is_header_value(value))
    },
    ..Entry::DEFAULT
};
