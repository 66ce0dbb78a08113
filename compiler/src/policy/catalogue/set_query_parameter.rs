//! `set-query-parameter`.

use super::{Attribute, AttributeKind, Entry, Part, Sets, exists};
use crate::policy::model::SectionKind;

/// Query parameters that bear credentials and nothing else.
const CREDENTIALS: &[&str] = &["access_token", "api-key", "api_key", "apikey", "subscription-key"];

pub(super) static ENTRY: Entry = Entry {
    name: "set-query-parameter",
    doc: "Sets, adds to or deletes a query parameter of the request.",
    notes: "Names and values are percent-encoded. Parameters that it does not touch keep the bytes that the caller \
            wrote, in their order. A credential that is written out is an error (GW0431).",
    sections: &[SectionKind::Inbound],
    attributes: &[
        Attribute::required("name", AttributeKind::Name, "the name of the parameter, not encoded"),
        exists::ACTION,
        exists::VALUES,
    ],
    reads: &[Part::RequestQuery],
    writes: &[Part::RequestQuery],
    sets: Some(Sets {
        what: "query parameter",
        named: true,
        without_case: false,
        part: Some(Part::RequestQuery),
        read_as: "query",
        credentials: CREDENTIALS,
    }),
    check: |reader, arguments| exists::check(reader, arguments) && exists::is_secret(reader, arguments, CREDENTIALS),
    ..Entry::DEFAULT
};
