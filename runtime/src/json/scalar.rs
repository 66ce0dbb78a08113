//! The rules for strings and numbers, on text that isn't JSON: URL parameters, headers, parts of a form.

use super::decimal::Decimal;
use super::number::Numeric;
use super::outcome::{Limit, Violation};
use super::text::{Broken, Text};

/// Checks decoded text.
///
/// # Errors
/// The first rule that it breaks. The pointer is empty.
pub fn check_text(text: &str, rules: &Text) -> Result<(), Violation> {
    let length = text.chars().count() as u64;
    let broken =
        rules.broken_length(length).or_else(|| rules.broken_pattern(text)).or_else(|| rules.broken_format(text));
    verdict(broken)
}

/// Checks text that has to be a number, in the grammar of JSON: no `+`, no leading zeros, no spaces.
///
/// # Errors
/// `type` when it is no number; else the first rule that it breaks. The pointer is empty.
pub fn check_number(text: &str, rules: &Numeric) -> Result<(), Violation> {
    verdict(match Decimal::parse(text) {
        None => Some(("type", Some(Limit::Types(rules.types())))),
        Some(value) => rules.broken(value).next(),
    })
}

fn verdict(broken: Option<Broken>) -> Result<(), Violation> {
    match broken {
        None => Ok(()),
        Some((keyword, limit)) => Err(Violation { pointer: String::new(), keyword, limit }),
    }
}
