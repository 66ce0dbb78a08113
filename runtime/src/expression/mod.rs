//! What lowered expressions call: look-ups in a call, and the operators and functions of CEL (the Common Expression
//! Language) where Rust's own differ.
//!
//! Nothing here reads the text of an expression: it was parsed and checked when the gateway was compiled.

mod convert;
mod error;
mod list;
mod logic;
mod number;
mod request;
mod text;
mod time;
mod value;

pub use convert::{Boolean, Double, Int, Text, Uint, to_boolean, to_bytes, to_double, to_int, to_text, to_uint};
pub use error::{Error, within};
pub use list::{Counted, all, entry, exists, exists_one, filter, holds, item, joined, map_of, mapped, size};
pub use logic::{and, or};
pub use number::{Number, add, divide, equal, is_at_most, is_less, modulo, multiply, negate, subtract};
pub use request::{Answer, hold};
pub use text::{index_of, json_inside, matches, segment, split, substring};
pub use time::{Duration, Timestamp, Zone};
pub use value::{Origin, Value, Variable};

#[cfg(test)]
mod tests;
