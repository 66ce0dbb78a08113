//! `validate-content`.

use super::{Attribute, AttributeKind, Choice, Entry, Part, Refusal, Row, action};
use crate::policy::model::SectionKind;

static CONTENT: Row = Row {
    of: "ContentAction",
    attributes: &[
        Attribute::or(
            "validate-as",
            AttributeKind::Choice(&Choice::of("ValidateAs", &["json"])),
            "json",
            "what it is read as",
        ),
        action::required("action", "what is done with a body that breaks its schema"),
    ],
};

pub(super) static ENTRY: Entry = Entry {
    name: "validate-content",
    doc: "Checks the size, the media type and the schema of a body: the request's in the place of the gateway's own check.",
    notes: "A wrong request is answered 400, a wrong answer 502; `detect` lets it pass, and notes it in the call's log line and \
            in `gateway_violations`; `ignore` lets it pass.\n\nIn `inbound` it takes the place of the gateway's own check of the body, unless \
            an expression before it reads the body, which must be checked by then. The same holds where it runs for some calls alone, in \
            `choose` or in a product, and any expression of `inbound` reads the body. Behind one that lets wrong bodies pass, expressions \
            handle what may be absent. A larger body is checked no further.\n\nIn `outbound` the \
            answer is held back until its end, so the backend is asked for one that is not coded. A stream of events passes unread. An \
            operation that may stream and a policy without `buffer: true` are an error (GW0522).\n\nA media type under `contents` that is declared, \
            and that nothing else would check, is checked as JSON by its schema, whatever its name says; text, forms and XML stay what they \
            are. One that is not declared has to be JSON.\n\nAzure API Management checks 100 KB at \
            most and lists only the media types that are named; here `max-size` is what it says, and without `contents` all that the \
            document declares is checked and wrong bodies are prevented.",
    sections: &[SectionKind::Inbound, SectionKind::Outbound],
    attributes: &[
        action::required("unspecified-content-type-action", "what is done with a media type that nothing declares"),
        Attribute::required("max-size", AttributeKind::Size, "the largest body that is checked"),
        action::required("size-exceeded-action", "what is done with a larger one, of which nothing else is checked"),
        action::by_name("contents", &CONTENT, "what is checked, by media type; all that the document declares if left out"),
        Attribute::or("buffer", AttributeKind::Bool, "false", "whether a stream of events is held back until its end"),
        action::ERRORS,
    ],
    reads: &[Part::Body, Part::Answers, Part::AnswerContents],
    holds_answer: true,
    checks_body: true,
    awaits: true,
    refusals: &[
        Refusal::fixed(400, &["body_too_large", "invalid_value", "undeclared_content_type"]).only_in(SectionKind::Inbound),
        Refusal::fixed(502, &["invalid_answer", "undeclared_content_type", "coded_answer", "incomplete_answer"])
            .only_in(SectionKind::Outbound),
    ],
    ..Entry::DEFAULT
};
