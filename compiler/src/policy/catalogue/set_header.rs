//! `set-header`.

use super::{Attribute, AttributeKind, Entry, Fit, Part, Sets, exists, Tells};

/// Headers that bear credentials and nothing else.
const CREDENTIALS: &[&str] = &["api-key", "authorization", "ocp-apim-subscription-key", "x-api-key", "x-goog-api-key"];

pub(super) static ENTRY: Entry = Entry {
    name: "set-header",
    doc: "Sets, adds to or deletes a header of the request or of the answer.",
    notes: "In `inbound` and `backend` it edits the request, in `outbound` and `on-error` the answer. Several values are several \
            lines. `delete` takes all lines out.\n\nHeaders of the connection, the framing and the routing can't be set (GW0416). A \
            credential that is written out, be it in a variable that every call sets to the same text, is an error (GW0431), and so are two policies of one section \
            that set the same header, of two scopes too unless the later one says `exists-action: override` (GW0418). A value that no header may hold, which only a call can tell, is answered 500 `internal_error`.",
    attributes: &[
        Attribute::required("name", AttributeKind::Header, "the name of the header"),
        exists::ACTION,
        exists::VALUES.fits(Fit::Head),
    ],
    reads: &[Part::Headers],
    writes: &[Part::Headers],
    sets: Some(Sets {
        what: "header",
        named: true,
        without_case: true,
        part: Some(Part::Headers),
        read_as: "headers",
        credentials: CREDENTIALS,
    }),
    tells: &[Tells::behind("values")],
    check: |reader, arguments| {
        let values = exists::check(reader, arguments);
        let values = values && exists::is_secret(reader, arguments, CREDENTIALS);
        values && arguments.texts("values").iter().all(|value| reader.is_header_value(value))
    },
    ..Entry::DEFAULT
};
