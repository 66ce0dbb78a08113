//! `return-response`.

use super::{Attribute, AttributeKind, Entry, Fit, Part, Refusal, Row, status, Tells};

pub(super) static ENTRY: Entry = Entry {
    name: "return-response",
    doc: "Ends the call here, with an answer of the gateway's own.",
    notes: "The call ends here, with this answer: neither the backend nor any policy of any scope runs behind it, and `on-error` does \
            not either. In `outbound` and `on-error` the answer takes the place of the one that was there.\n\n`body` stands as it is \
            written. `template` is JSON: an expression in the place of a value becomes JSON with its quotes, one within a string is \
            escaped, so that no caller's text can end a string; its `content-type` is `application/json` unless `headers` say \
            another.\n\nA policy behind it in the same scope or a narrower one is an error (GW0521), and so is a secret in it (GW0430).",
    attributes: &[
        Attribute::or("status", AttributeKind::Integer, "200", "the status code, from 200 to 599").fits(Fit::Status),
        Attribute::optional("reason", AttributeKind::Text, "the words behind it; the standard's where it is absent").fits(Fit::Head),
        Attribute {
            name: "headers",
            singular: None,
            kind: AttributeKind::Rows(&Row {
                of: "Header",
                attributes: &[Attribute::required("value", AttributeKind::Text, "the value of the header").fits(Fit::Head)],
            }),
            required: false,
            default: None,
            fit: None,
            doc: "the headers of the answer, by their names",
        },
        Attribute::optional("body", AttributeKind::Lines, "the body; none where it is absent"),
        Attribute::optional("template", AttributeKind::Json, "the body, as JSON with expressions in it"),
    ],
    scalar: Some("status"),
    writes: &[Part::Status, Part::Headers, Part::Body],
    ends: true,
    refusals: &[Refusal::said("status", 200, &[])],
    tells: &[Tells::caller("headers"), Tells::caller("body"), Tells::caller("template"), Tells::caller("reason")],
    check: |reader, arguments| {
        let mut good = status::check(reader, arguments, "status");
        for (name, row) in arguments.rows("headers") {
            good &= reader.is_settable(name) && row.texts("value").iter().all(|value| reader.is_header_value(value));
        }
        if let (Some(body), Some(template)) = (arguments.given("body"), arguments.given("template")) {
            reader.contradicting(template.place(), body.place(), "both are the whole body");
            good = false;
        }
        good
    },
    ..Entry::DEFAULT
};
