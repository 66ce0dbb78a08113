//! `rewrite-uri`.

use super::{Attribute, AttributeKind, Entry, Part, Phase};
use crate::policy::model::{PolicyKind, RewriteUri, SectionKind};

pub(super) static ENTRY: Entry = Entry {
    name: "rewrite-uri",
    aliases: &[],
    doc: "Sends the request to another path below the backend's URL.",
    sections: &[SectionKind::Inbound],
    attributes: &[
        Attribute {
            name: "template",
            kind: AttributeKind::Template,
            required: true,
            default: None,
            doc: "the new path with `{parameter}`s of the operation, perhaps with a query",
        },
        Attribute {
            name: "copy-unmatched-params",
            kind: AttributeKind::Bool,
            required: false,
            default: Some("true"),
            doc: "whether query parameters that the template doesn't use are kept",
        },
    ],
    reads: &[Part::Parameters],
    writes: &[Part::RequestPath, Part::RequestQuery],
    phase: Phase::Head,
    build: |_, arguments| {
        Some(PolicyKind::RewriteUri(RewriteUri {
            template: arguments.template("template")?.clone(),
            copy_unmatched_params: arguments.boolean("copy-unmatched-params")?.clone(),
        }))
    },
};
