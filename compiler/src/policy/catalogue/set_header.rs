//! `set-header`.

use super::{Attribute, AttributeKind, Entry, Part, Sets, exists, Tells};
use crate::diagnostic::{Code, Diagnostic};

/// Headers that bear credentials and nothing else.
const CREDENTIALS: &[&str] = &["api-key", "authorization", "ocp-apim-subscription-key", "x-api-key", "x-goog-api-key"];

pub(super) static ENTRY: Entry = Entry {
    name: "set-header",
    doc: "Sets, adds to or deletes a header of the request or of the answer.",
    notes: "In `inbound` and `backend` it edits the request, in `outbound` and `on-error` the answer. Several values are several \
            lines. `delete` takes all lines out.\n\nHeaders of the connection, the framing and the routing can't be set (GW0416). A \
            credential that is written out is an error (GW0431), and so are two policies of one section \
            that set the same header, of two scopes too unless the later one says `exists-action: override` (GW0418). A value that no header may hold, which only a call can tell, is answered 500 `internal_error`.",
    attributes: &[
        Attribute::required("name", AttributeKind::Header, "the name of the header"),
        exists::ACTION,
        exists::VALUES,
    ],
    reads: &[Part::Headers],
    writes: &[Part::Headers],
    sets: Some(Sets {
        what: "header",
        named: true,
        without_case: true,
        part: Some(Part::Headers),
        read_as: "headers",
    }),
    tells: &[Tells::behind("values")],
    check: |reader, arguments| {
        let values = exists::check(reader, arguments);
        let credential = arguments.name("name").is_some_and(|name| CREDENTIALS.contains(&&*name.value.to_ascii_lowercase()));
        let mut written = arguments.texts("values").iter().filter(|value| value.as_literal().is_some());
        if let Some(literal) = written.next().filter(|_| credential) {
            let message = "a credential is written out, so it stands in the emitted code";
            let help = "declare `named-values: { NAME: { secret: { env: VARIABLE } } }` and write `\"{{NAME}}\"` here";
            reader.say(Diagnostic::at(Code::GW0431, literal.span, message).help(help));
            return false;
        }
        values && arguments.texts("values").iter().all(|value| reader.is_header_value(value))
    },
    ..Entry::DEFAULT
};
