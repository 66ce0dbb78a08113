//! `choose`.

use super::{Entry, Form};

pub(super) static ENTRY: Entry = Entry {
    name: "choose",
    doc: "Runs the policies below the first condition that holds.",
    notes: "A list of `{ when: \"${...}\", do: [...] }`, tried from the first to the last; a last `{ otherwise: [...] }` runs where \
            none of them holds. Below a condition stand policies of the same section, `choose` among them. A condition is a truth \
            value: `true`, a named value, or an expression.\n\n`without` and `replace` of narrower scopes reach a `choose` as a \
            whole, not what stands below it.",
    form: Form::Branches,
    ..Entry::DEFAULT
};
