//! Checks over the raw bytes of a JSON body: one pass, no tree, nothing decoded that is only checked.
//!
//! An emitted schema is a function from a cursor to a verdict. It reads exactly one value and moves the cursor past it.
//! [`check`] runs it over a body and stops at the first fault; only a body that is refused is read again, by the same
//! functions, to list its violations with their JSON Pointers. This stage never changes a byte of what it checks, and no
//! verdict repeats what the client sent; `splice` makes a copy with other members.
//!
//! Choices where RFC 8259 leaves room, or where two readers of one body might differ:
//! - The text is UTF-8 without a byte order mark; one value, then only whitespace.
//! - A `\u` escape of a lone surrogate is accepted. It counts as one character, and compares as U+FFFD.
//! - Arrays and objects nest at most [`MAX_DEPTH`] levels, in the parts that are only skipped as well.
//! - A declared member may stand once. Names compare after unescaping.
//! - Trials (`anyOf`, `oneOf`, `not`, and the search for a discriminator) read parts of the body again. All of them
//!   together may read 64 times the body and 64 KiB; past it the body is refused as [`Rejected::TooCostly`].

mod array;
mod canonical;
mod combine;
mod cursor;
mod decimal;
mod escape;
mod evaluated;
mod format;
mod listing;
mod literal;
mod noted;
mod number;
mod object;
mod outcome;
mod pattern;
mod scalar;
mod skip;
mod splice;
mod text;
mod union;
mod untyped;
pub mod view;

pub use array::{Array, Contains};
pub use cursor::{
    Check, Checked, Json, MAX_DEPTH, Stop, any, array, boolean, integer, never, null, number, object, string,
};
pub use evaluated::Evaluated;
pub use format::Format;
pub use literal::Literal;
pub(crate) use noted::{Noted, check_and_note};
pub(crate) use number::whole;
pub use number::{Bound, Numeric};
pub use object::{Member, Object, Others, optional, required};
pub use outcome::{Limit, Passed, Rejected, Types, Violation, check};
pub use pattern::Pattern;
pub use scalar::{check_number, check_text};
pub(crate) use splice::{Edit, NoPlace, edit};
pub use text::Text;
pub use union::{ByMember, ByPresence, ByType, Unknown};
pub(crate) use untyped::{MARK, check_untyped, push_text};

#[cfg(test)]
mod tests;
