//! `set-header` and `set-query-parameter`, which have one shape.

use super::{Arguments, Attribute, AttributeKind, Entry, Part, Phase};
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::model::{ExistsAction, PolicyKind, SectionKind, SetHeader, SetQueryParameter, Spanned, Text};
use crate::policy::read::Reader;

const NAME: Attribute = Attribute {
    name: "name",
    kind: AttributeKind::Name,
    required: true,
    default: None,
    doc: "the name of what is set",
};

const ATTRIBUTES: &[Attribute] = &[
    NAME,
    Attribute {
        name: "exists-action",
        kind: AttributeKind::Choice(&["override", "skip", "append", "delete"]),
        required: false,
        default: Some("override"),
        doc: "what happens where it is there already",
    },
    Attribute {
        name: "value",
        kind: AttributeKind::Text,
        required: false,
        default: None,
        doc: "the value; not beside `values`, none where it is deleted",
    },
    Attribute {
        name: "values",
        kind: AttributeKind::Texts,
        required: false,
        default: None,
        doc: "several values; not beside `value`, none where it is deleted",
    },
];

pub(super) static HEADER: Entry = Entry {
    name: "set-header",
    aliases: &[],
    doc: "Sets, adds to or deletes a header of the request or of the answer.",
    sections: &SectionKind::ALL,
    attributes: ATTRIBUTES,
    reads: &[Part::Headers],
    writes: &[Part::Headers],
    phase: Phase::Head,
    build: |reader, arguments| {
        let (name, exists_action, values) = parts(reader, arguments)?;
        let settable = reader.is_settable(&name) && values.iter().all(|value| reader.is_header_value(value));
        settable.then_some(PolicyKind::SetHeader(SetHeader { name, exists_action, values }))
    },
};

pub(super) static QUERY_PARAMETER: Entry = Entry {
    name: "set-query-parameter",
    aliases: &[],
    doc: "Sets, adds to or deletes a query parameter of the request.",
    sections: &[SectionKind::Inbound],
    attributes: ATTRIBUTES,
    reads: &[Part::RequestQuery],
    writes: &[Part::RequestQuery],
    phase: Phase::Head,
    build: |reader, arguments| {
        let (name, exists_action, values) = parts(reader, arguments)?;
        Some(PolicyKind::SetQueryParameter(SetQueryParameter { name, exists_action, values }))
    },
};

/// Why nobody may set a header, if so: it belongs to one connection (RFC 9110, section 7.6.1), to the framing of the
/// body, or to the routing. Upper and lower case are the same.
pub(in crate::policy) fn refused_header(name: &str) -> Option<&'static str> {
    match name.to_ascii_lowercase().as_str() {
        "connection"
        | "keep-alive"
        | "proxy-connection"
        | "te"
        | "trailer"
        | "transfer-encoding"
        | "upgrade"
        | "proxy-authenticate"
        | "proxy-authorization" => Some("it concerns one connection, and the gateway has two"),
        "content-length" => Some("it follows from the body"),
        "host" => Some("it follows from the backend's URL"),
        _ => None,
    }
}

fn parts(reader: &mut Reader<'_>, arguments: &Arguments<'_>) -> Option<(Spanned<String>, ExistsAction, Vec<Text>)> {
    let action = match arguments.choice("exists-action")? {
        "skip" => ExistsAction::Skip,
        "append" => ExistsAction::Append,
        "delete" => ExistsAction::Delete,
        _ => ExistsAction::Override,
    };
    if let (Some(one), Some(several)) = (arguments.member("value"), arguments.member("values")) {
        reader.contradiction(one, several, "both say the same");
        return None;
    }
    let given = arguments.member("value").or_else(|| arguments.member("values"));
    match (action, given) {
        (ExistsAction::Delete, Some(value)) => {
            if let Some(exists_action) = arguments.member("exists-action") {
                reader.contradiction(value, exists_action, "what is deleted has no value");
            }
            return None;
        }
        (ExistsAction::Delete, None) | (_, Some(_)) => {}
        (_, None) => {
            let message = "`value` is missing: only `exists-action: delete` goes without";
            let help = "write `value`, or `exists-action: delete`";
            reader.say(Diagnostic::at(Code::GW0403, arguments.fields().span, message).help(help));
            return None;
        }
    }
    let values = arguments.texts("value").or_else(|| arguments.texts("values")).unwrap_or_default().to_vec();
    Some((arguments.name("name")?.clone(), action, values))
}
