//! `validate-headers`.

use super::{Entry, Part, Refusal, action};
use crate::policy::model::SectionKind;

pub(super) static ENTRY: Entry = Entry {
    name: "validate-headers",
    doc: "Checks the headers of the answer by what the document declares for its status.",
    notes: "A wrong answer is turned into 502; `detect` lets it pass and notes it in the call's log line and in \
            `gateway_violations`; `ignore` lets it pass. A header that the document requires and that is missing is a wrong one. Headers of \
            the connection, of the framing and of the content, `date`, `server`, `via` and `x-request-id` are never undeclared. An answer \
            whose status is not declared is not checked.\n\nIn `on-error` it checks the gateway's own answer, as the policies before it have left it.",
    sections: &[SectionKind::Outbound, SectionKind::OnError],
    attributes: &[
        action::required("specified-header-action", "what is done with a declared header that is missing or wrong"),
        action::required("unspecified-header-action", "what is done with a header that the document doesn't declare"),
        action::by_name("headers", &action::NAMED, "what is done with single ones instead, by their names"),
        action::ERRORS,
    ],
    reads: &[Part::Headers, Part::Answers, Part::AnswerHeaders],
    refusals: &[Refusal::fixed(502, &["invalid_header", "undeclared_header"])],
    check: |reader, arguments| arguments.rows("headers").iter().all(|(name, _)| reader.is_header_name(name)),
    ..Entry::DEFAULT
};
