//! `set-variable`.

use super::{Attribute, AttributeKind, Entry, Tells};

pub(super) static ENTRY: Entry = Entry {
    name: "set-variable",
    doc: "Keeps a value under a name, for the expressions that come after it in the call.",
    attributes: &[
        Attribute::required("name", AttributeKind::Name, "the name by which expressions look it up"),
        Attribute::required("value", AttributeKind::Variable, "the value; an expression keeps its type"),
    ],
    tells: &[Tells { attribute: "value", whom: "a variable, which any policy may tell,", only: &[] }],
    ..Entry::DEFAULT
};
