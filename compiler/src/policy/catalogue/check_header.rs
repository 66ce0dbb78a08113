//! `check-header`.

use super::{Attribute, AttributeKind, Entry, Fit, Part, Refusal, Tells};
use crate::policy::model::SectionKind;

pub(super) static ENTRY: Entry = Entry {
    name: "check-header",
    doc: "Asks for a header, perhaps with one of some values.",
    notes: "A refusal has the code `header_not_found` or `header_value_not_allowed`. Where the header stands several times each of its values must do.",
    sections: &[SectionKind::Inbound],
    attributes: &[
        Attribute::required("name", AttributeKind::Header, "the name of the header"),
        Attribute::required("failed-check-httpcode", AttributeKind::Integer, "the status of a refusal").fits(Fit::Status),
        Attribute::required("failed-check-error-message", AttributeKind::Text, "the sentence of a refusal"),
        Attribute::required("ignore-case", AttributeKind::Bool, "whether upper and lower case are the same in values"),
        Attribute::list("values", "value", "the values that do; without any, the header has to be there").fits(Fit::Head),
    ],
    reads: &[Part::Headers],
    refusals: &[Refusal::said("failed-check-httpcode", 401, &["header_not_found", "header_value_not_allowed"])],
    tells: &[Tells::caller("failed-check-error-message")],
    check: |reader, arguments| {
        let Some(status) = arguments.integer("failed-check-httpcode") else { return true };
        let good = (400..600).contains(&status);
        if let (false, Some(given)) = (good, arguments.given("failed-check-httpcode")) {
            let message = format!("a refusal can't have the status {status}");
            reader.invalid(given.key.span, message, "write a status from 400 to 599");
        }
        good
    },
    ..Entry::DEFAULT
};
