//! `validate-status-code`.

use super::{Entry, Part, Refusal, action};
use crate::policy::model::SectionKind;

pub(super) static ENTRY: Entry = Entry {
    name: "validate-status-code",
    doc: "Checks that the document declares the status of the answer.",
    notes: "A status that the document declares neither by itself, nor as a class (`4XX`), nor by `default` is turned into \
            502; `detect` lets it pass and notes it in the call's log line and in `gateway_violations`; `ignore` lets it pass.\n\nIn \
            `on-error` it checks the gateway's own answer, as the policies before it have left it.",
    sections: &[SectionKind::Outbound, SectionKind::OnError],
    attributes: &[
        action::required("unspecified-status-code-action", "what is done with a status that the document doesn't declare"),
        action::by_name("status-codes", &action::NAMED, "what is done with single ones instead, by their codes"),
        action::ERRORS,
    ],
    reads: &[Part::Status, Part::Answers],
    refusals: &[Refusal::fixed(502, &["undeclared_status"])],
    check: |reader, arguments| {
        let mut good = true;
        for (name, _) in arguments.rows("status-codes") {
            if !name.value.parse::<u16>().is_ok_and(|code| (200..=599).contains(&code)) {
                let message = format!("`{}` is no status code that an answer can have", name.value);
                reader.invalid(name.span, message, "write one from 200 to 599");
                good = false;
            }
        }
        good
    },
    ..Entry::DEFAULT
};
