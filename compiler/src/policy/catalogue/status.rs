//! What policies share that give a status code.

use crate::policy::model::{Argument, Arguments, Value};
use crate::policy::read::Reader;

/// Whether the code is one of an answer that ends an exchange (RFC 9110, section 15).
pub(super) fn check(reader: &mut Reader<'_>, arguments: &Arguments, name: &str) -> bool {
    let Some(given) = arguments.given(name) else { return true };
    match &given.value {
        Argument::Integer(Value::Literal(code)) if !(200..=599).contains(code) => {
            let message = format!("`{code}` is no status code that an answer can have");
            reader.invalid(given.key.span, message, "write one from 200 to 599");
            false
        }
        _ => true,
    }
}
