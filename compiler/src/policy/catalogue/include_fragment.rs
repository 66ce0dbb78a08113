//! `include-fragment`.

use super::{Attribute, AttributeKind, Entry, Form};

pub(super) static ENTRY: Entry = Entry {
    name: "include-fragment",
    doc: "Runs policies that stand under `fragments`.",
    notes: "`fragments: { NAME: [...] }` at the top of the gateway file holds lists of policies for several places. Each must fit \
            every section that includes it, and is emitted once a section, in `fragments/NAME.rs`. A fragment may include others, \
            but not itself. One that nothing includes is an error.",
    form: Form::Fragment,
    attributes: &[Attribute::required("fragment-id", AttributeKind::Name, "the name under `fragments`")],
    scalar: Some("fragment-id"),
    ..Entry::DEFAULT
};
