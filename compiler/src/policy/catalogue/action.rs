//! What policies share that check: what is done with what breaks the API's contract.

use super::{Attribute, AttributeKind, Choice};

/// What a check leads to.
const ACTION: AttributeKind = AttributeKind::Choice(&Choice::of("Action", &["prevent", "detect", "ignore"]));

/// An action that must be said.
pub(super) const fn required(name: &'static str, doc: &'static str) -> Attribute {
    Attribute::required(name, ACTION, doc)
}

/// An action for a part, which is otherwise that of the whole.
pub(super) const fn optional(name: &'static str, doc: &'static str) -> Attribute {
    Attribute::optional(name, ACTION, doc)
}

/// Actions by name.
pub(super) const fn by_name(name: &'static str, row: &'static super::Row, doc: &'static str) -> Attribute {
    Attribute { name, singular: None, kind: AttributeKind::Rows(row), required: false, default: None, fit: None, doc }
}

/// An action of something with a name.
pub(super) const NAMED: super::Row =
    super::Row { of: "NamedAction", attributes: &[required("action", "what is done with what is wrong with it")] };

/// The variable that keeps what was wrong.
pub(super) const ERRORS: Attribute =
    Attribute::optional("errors-variable-name", AttributeKind::Kept, "the variable that keeps what was wrong, as text");
