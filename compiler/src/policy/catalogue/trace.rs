//! `trace`.

use super::{Attribute, AttributeKind, Choice, Entry, Row, Tells};

pub(super) static ENTRY: Entry = Entry {
    name: "trace",
    doc: "Adds a message to the line of the call in the access log.",
    notes: "The message stands in the call's line of the access log, under `traces`, with its source and its severity; 16 KiB a call \
            are kept. A secret in it is an error (GW0430).",
    attributes: &[
        Attribute::required("source", AttributeKind::Text, "who says it"),
        Attribute::or(
            "severity",
            AttributeKind::Choice(&Choice::of("Severity", &["verbose", "information", "error"])),
            "verbose",
            "how grave it is",
        ),
        Attribute::required("message", AttributeKind::Text, "what is said"),
        Attribute {
            name: "metadata",
            singular: None,
            kind: AttributeKind::Rows(&Row {
                of: "Metadata",
                attributes: &[Attribute::required("value", AttributeKind::Text, "what is told under the name")],
            }),
            required: false,
            default: None,
            fit: None,
            doc: "further facts, by their names",
        },
    ],
    tells: &[
        Tells { attribute: "source", whom: "the log", only: &[] },
        Tells { attribute: "message", whom: "the log", only: &[] },
        Tells { attribute: "metadata", whom: "the log", only: &[] },
    ],
    ..Entry::DEFAULT
};
