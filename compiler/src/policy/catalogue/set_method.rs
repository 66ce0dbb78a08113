//! `set-method`.

use super::{Attribute, AttributeKind, Entry, Part, Sets};
use crate::policy::model::SectionKind;

pub(super) static ENTRY: Entry = Entry {
    name: "set-method",
    doc: "Sends the request with another method.",
    notes: "The request goes to the backend with this method. The operation that was called stays the same. `CONNECT` and `TRACE` \
            are refused: the one opens a tunnel, the other's answer is the request with all that the gateway has added. What is computed and is \
            no method, or one of these, ends the call with 500.",
    sections: &[SectionKind::Inbound, SectionKind::Backend],
    attributes: &[Attribute::required("method", AttributeKind::Text, "the method, in upper case")],
    scalar: Some("method"),
    writes: &[Part::RequestMethod],
    sets: Some(Sets::one("method")),
    check: |reader, arguments| {
        let Some(method) = arguments.texts("method").first() else { return false };
        let good = method.as_literal().is_none_or(|method| {
            !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-')
        });
        if !good {
            reader.invalid(method.span, "a method is written in upper case letters", "write `GET`, `POST`, `PATCH`, ...");
        }
        let refused = method.as_literal().is_some_and(|method| matches!(method, "CONNECT" | "TRACE"));
        if refused {
            reader.invalid(method.span, "calls are never sent with this method", "write `GET`, `POST`, `PATCH`, ...");
        }
        good && !refused
    },
    ..Entry::DEFAULT
};
