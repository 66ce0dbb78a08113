//! `&&` and `||` of operands that may have no value: one that decides by itself makes the other's error void, whichever
//! side it stands on (CEL language definition, "Logical Operators").

use super::error::Result;

/// `a && b`
///
/// # Errors
/// That of an operand, unless the other is false.
pub fn and(a: impl FnOnce() -> Result<bool>, b: impl FnOnce() -> Result<bool>) -> Result<bool> {
    match a() {
        Ok(true) => b(),
        Ok(false) => Ok(false),
        Err(error) => {
            if b() == Ok(false) {
                Ok(false)
            } else {
                Err(error)
            }
        }
    }
}

/// `a || b`
///
/// # Errors
/// That of an operand, unless the other is true.
pub fn or(a: impl FnOnce() -> Result<bool>, b: impl FnOnce() -> Result<bool>) -> Result<bool> {
    match a() {
        Ok(false) => b(),
        Ok(true) => Ok(true),
        Err(error) => {
            if b() == Ok(true) {
                Ok(true)
            } else {
                Err(error)
            }
        }
    }
}
