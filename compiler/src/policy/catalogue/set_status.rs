//! `set-status`.

use super::{Attribute, AttributeKind, Entry, Fit, Part, Sets, status, Tells};
use crate::policy::model::SectionKind;

pub(super) static ENTRY: Entry = Entry {
    name: "set-status",
    doc: "Answers with another status.",
    notes: "Without a `reason` the answer has the standard's words, whatever the backend sent. A named value that is no status \
            from 200 to 599 is answered 500 `internal_error`.",
    sections: &[SectionKind::Outbound, SectionKind::OnError],
    attributes: &[
        Attribute::required("code", AttributeKind::Integer, "the status code, from 200 to 599").fits(Fit::Status),
        Attribute::optional("reason", AttributeKind::Text, "the words behind it; the standard's where it is absent").fits(Fit::Head),
    ],
    scalar: Some("code"),
    writes: &[Part::Status],
    sets: Some(Sets::one("status")),
    tells: &[Tells::caller("reason")],
    check: |reader, arguments| status::check(reader, arguments, "code"),
    ..Entry::DEFAULT
};
