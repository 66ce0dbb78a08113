//! `mock-response`.

use super::{Attribute, AttributeKind, Entry, Fit, Part, Refusal, status};
use crate::policy::model::SectionKind;

pub(super) static ENTRY: Entry = Entry {
    name: "mock-response",
    doc: "Ends the call here, with an example of an answer that the document declares, or one made from its schema.",
    notes: "The answer is the example of the operation's document that has the status and the media type: its own, else a value made \
            from the schema. Where the document declares no such answer, it has the status and no body. Nothing runs behind it, and no \
            backend is called.\n\nAn example in another media type is taken where there is none in the one that is asked for.",
    sections: &[SectionKind::Inbound],
    attributes: &[
        Attribute::or("status-code", AttributeKind::Integer, "200", "the status code, from 200 to 599").fits(Fit::Status),
        Attribute::or("content-type", AttributeKind::Text, "application/json", "the media type"),
        Attribute::or("index", AttributeKind::Integer, "0", "which of several examples, from 0"),
    ],
    reads: &[Part::Answers, Part::Examples],
    writes: &[Part::Status, Part::Headers, Part::Body],
    ends: true,
    refusals: &[Refusal::said("status-code", 200, &[])],
    check: |reader, arguments| status::check(reader, arguments, "status-code"),
    ..Entry::DEFAULT
};
