//! `rewrite-uri`.

use super::{Attribute, AttributeKind, Entry, Part};
use crate::policy::model::SectionKind;

pub(super) static ENTRY: Entry = Entry {
    name: "rewrite-uri",
    doc: "Sends the request to another path below the backend's URL.",
    notes: "Every `{parameter}` must be one of the operation's (GW0506 elsewhere); its value is sent as the caller wrote it. Query \
            parameters of the caller are kept unless the template uses them, or `copy-unmatched-params: false` says so.",
    sections: &[SectionKind::Inbound],
    attributes: &[
        Attribute::required(
            "template",
            AttributeKind::Template,
            "the new path with `{parameter}`s of the operation, perhaps with a query",
        ),
        Attribute::or(
            "copy-unmatched-params",
            AttributeKind::Bool,
            "true",
            "whether query parameters that the template doesn't use are kept",
        ),
    ],
    reads: &[Part::Parameters],
    writes: &[Part::RequestPath, Part::RequestQuery],
    ..Entry::DEFAULT
};
