//! `validate-content`.

use super::{Attribute, AttributeKind, Choice, Entry, Part, Row, action};
use crate::policy::model::SectionKind;

static CONTENT: Row = Row {
    of: "ContentAction",
    attributes: &[
        Attribute::or(
            "validate-as",
            AttributeKind::Choice(&Choice { of: "ValidateAs", words: &["json"] }),
            "json",
            "what it is read as",
        ),
        action::required("action", "what is done with a body that breaks its schema"),
    ],
};

pub(super) static ENTRY: Entry = Entry {
    name: "validate-content",
    doc: "Checks the size, the media type and the schema of a body: the request's in the place of the gateway's own check.",
    sections: &[SectionKind::Inbound, SectionKind::Outbound],
    attributes: &[
        action::required("unspecified-content-type-action", "what is done with a media type that nothing declares"),
        Attribute::required("max-size", AttributeKind::Size, "the largest body that is checked"),
        action::required("size-exceeded-action", "what is done with a larger one, of which nothing else is checked"),
        action::by_name("contents", &CONTENT, "what is checked, by media type; all that the document declares if left out"),
        Attribute::or("buffer", AttributeKind::Bool, "false", "whether a stream of events is held back until its end"),
    ],
    reads: &[Part::Body, Part::Answers, Part::AnswerContents],
    holds_answer: true,
    awaits: true,
    ..Entry::DEFAULT
};
