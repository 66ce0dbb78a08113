//! `set-body`.

use super::{Attribute, AttributeKind, Entry, Part, Row, Sets, Tells};
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::model::Arguments;
use crate::policy::read::Reader;

pub(super) static ENTRY: Entry = Entry {
    name: "set-body",
    doc: "Puts another body in the place of the request's or the answer's, or edits the members of the one that is there.",
    notes: "\
`value` is a body as it stands. `template` is a body of JSON: an expression in the place of a value becomes JSON with its quotes,
one within a string is escaped as JSON wants it, so that no caller's text can end a string. The body that was there is dropped
unread: the caller's body is then not checked. What was said of its bytes (`content-encoding`, `content-length`, `etag`) goes with
it; `content-type` stays, and `set-header` sets another.

`set` and `remove` edit the body that is there, by JSON pointers (RFC 6901): `/model`, `/messages/0/content`, `/tags/-` for one
more item. First members are removed, then set; objects on the way to a member are made where nothing is there, and an array where `-` or `0` follows. All other bytes
stay as they came. A member that stands twice in an object is edited in all its places.

The request's body is read whole and checked before it is edited, not after. One that is not JSON is answered 415, one that has
no place for a member, such as an array where an object is meant, 400 `invalid_value`. Where the body may be left out and is, there
is nothing to edit. An operation that takes no JSON is an error (GW0524) for a policy of its own; those of broader scopes leave its
calls as they are.

The answer's body is held back until its end, as far as `server.limits.body` goes; a larger one is answered 502. An answer that
is not JSON passes as it is. An operation that may stream needs `buffer: true` (GW0522): then its events are held back too, and
the data of each is edited where it is one line of JSON.

Azure API Management has Liquid in the place of `template`, and no edits.",
    attributes: &[
        Attribute::optional("value", AttributeKind::Lines, "the body"),
        Attribute::optional("template", AttributeKind::Json, "the body, as JSON with expressions in it"),
        Attribute {
            name: "set",
            singular: None,
            kind: AttributeKind::Rows(&Row {
                of: "Spliced",
                attributes: &[Attribute::required("value", AttributeKind::Variable, "the value of the member")],
            }),
            required: false,
            default: None,
            fit: None,
            doc: "members that are set, by their JSON pointers",
        },
        Attribute {
            name: "remove",
            singular: None,
            kind: AttributeKind::Texts,
            required: false,
            default: None,
            fit: None,
            doc: "JSON pointers to members that are removed",
        },
        Attribute::or(
            "buffer",
            AttributeKind::Bool,
            "false",
            "whether a stream of events is held back until its end, and the data of each event edited",
        ),
    ],
    scalar: Some("value"),
    writes: &[Part::Body],
    edits: &["set", "remove"],
    sets: Some(Sets::one("body")),
    awaits: true,
    check,
    tells: &[Tells::behind("value"), Tells::behind("template"), Tells::behind("set")],
    ..Entry::DEFAULT
};

fn check(reader: &mut Reader<'_>, arguments: &Arguments) -> bool {
    let given = |name| arguments.given(name);
    let whole = given("value").or(given("template"));
    let edits = given("set").or(given("remove"));
    match (whole, edits) {
        (None, None) => {
            let message = "`set-body` says no body";
            let help = "write `value`, `template`, or `set` and `remove`";
            reader.say(Diagnostic::at(Code::GW0403, arguments.span, message).help(help));
            return false;
        }
        (Some(whole), Some(edit)) => {
            reader.contradicting(edit.place(), whole.place(), "the body that was there is dropped");
            return false;
        }
        (Some(value), None) => {
            if let (Some(template), "value") = (given("template"), value.attribute.name) {
                reader.contradicting(template.place(), value.place(), "both are the whole body");
                return false;
            }
        }
        (None, Some(_)) => {}
    }
    let mut good = true;
    for (name, _) in arguments.rows("set") {
        good &= is_pointer(reader, &name.value, name.span);
    }
    for text in arguments.texts("remove") {
        good &= match text.as_literal() {
            Some("") => {
                reader.invalid(text.span, "the whole body can't be removed", "write the pointer of a member");
                false
            }
            Some(pointer) => is_pointer(reader, pointer, text.span),
            None => {
                reader.invalid(text.span, "a pointer must be known here and now", "write it out, such as `/user`");
                false
            }
        };
    }
    good
}

/// Whether a text is a JSON pointer (RFC 6901, section 3). Says if not.
fn is_pointer(reader: &mut Reader<'_>, text: &str, span: crate::source::Span) -> bool {
    let escaped = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    let good = escaped && text.starts_with('/');
    if !good {
        let help = "begin it with `/`, and write `~0` for `~` and `~1` for `/` within a name";
        reader.invalid(span, format!("`{text}` is no JSON pointer"), help);
    }
    good
}
