//! `validate-parameters`.

use super::{Attribute, AttributeKind, Entry, Part, Refusal, Row, action};
use crate::policy::model::SectionKind;

const PARAMETERS: Attribute =
    action::by_name("parameters", &action::NAMED, "what is done with single ones instead, by their names");

/// Parameters in one place.
static PLACE: Row = Row {
    of: "ParameterActions",
    attributes: &[
        action::optional("specified-parameter-action", "what is done here with a declared parameter that is wrong"),
        action::optional("unspecified-parameter-action", "what is done here with one that isn't declared"),
        PARAMETERS,
    ],
};

pub(super) static ENTRY: Entry = Entry {
    name: "validate-parameters",
    doc: "Checks the parameters of the request, in the place of the gateway's own check.",
    notes: "A wrong parameter is answered 400, one of the path 404; `detect` lets it pass and notes it in the call's log line and \
            in `gateway_violations`; `ignore` lets it pass. The gateway's own check of the parameters does not run for such an operation. \
            Before this policy, and behind one that lets calls without a parameter pass, expressions handle that it may be absent. \
            Headers that every client sends (of the connection, the content, negotiation, tracing and proxies), the key, and cookies are \
            never undeclared.",
    sections: &[SectionKind::Inbound],
    attributes: &[
        action::required("specified-parameter-action", "what is done with a declared parameter that is missing or wrong"),
        action::required("unspecified-parameter-action", "what is done with a parameter that isn't declared"),
        Attribute::optional("headers", AttributeKind::Group(&PLACE), "what departs from that in the headers"),
        Attribute::optional("query", AttributeKind::Group(&PLACE), "what departs from that in the query"),
        Attribute::optional("path", AttributeKind::Group(&PLACE), "what departs from that in the path"),
        action::ERRORS,
    ],
    reads: &[Part::Parameters, Part::Headers, Part::RequestQuery],
    checks_parameters: true,
    refusals: &[Refusal::fixed(400, &["missing_parameter", "invalid_parameter"]), Refusal::fixed(404, &["not_found"])],
    check: |reader, arguments| {
        let path = arguments.group("path").and_then(|path| path.given("unspecified-parameter-action"));
        if let Some(given) = path {
            reader.invalid(given.key.span, "every parameter of a path is declared", "remove it");
        }
        path.is_none()
    },
    ..Entry::DEFAULT
};
