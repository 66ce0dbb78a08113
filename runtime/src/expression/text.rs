//! Functions of strings that count characters, or that Rust has in another form.

use regex::Regex;

use super::error::{Error, Result};
use crate::text::{json_string, percent_encode};

/// `text.matches(pattern)` of a pattern that is computed: whether it occurs in the text, in the syntax of the `regex` crate,
/// which is RE2's.
///
/// # Errors
/// It is no regular expression.
pub fn matches(text: &str, pattern: &str) -> Result<bool> {
    Ok(Regex::new(pattern).map_err(|_| Error::Pattern)?.is_match(text))
}

/// A text as it stands in one segment of a path: whatever has a meaning there, slashes included, is percent-encoded.
///
/// # Errors
/// It is a dot segment (RFC 3986, section 3.3), which would lead elsewhere.
pub fn segment(text: &str) -> Result<String> {
    if matches!(text, "." | "..") {
        return Err(Error::Conversion);
    }
    let mut encoded = String::with_capacity(text.len());
    percent_encode(&mut encoded, text, false);
    Ok(encoded)
}

/// `text.split(separator)`; an empty separator splits into characters.
#[must_use]
pub fn split(text: &str, separator: &str) -> Vec<String> {
    if separator.is_empty() {
        return text.chars().map(String::from).collect();
    }
    text.split(separator).map(str::to_owned).collect()
}

/// `text.substring(start, end)`, in characters; to the end of the text where there is no `end`.
///
/// # Errors
/// The range is not within the text.
pub fn substring(text: &str, start: i64, end: Option<i64>) -> Result<String> {
    let length = text.chars().count();
    let start = usize::try_from(start).map_err(|_| Error::Range)?;
    let end = end.map_or(Ok(length), usize::try_from).map_err(|_| Error::Range)?;
    if start > end || end > length {
        return Err(Error::Range);
    }
    Ok(text.chars().skip(start).take(end - start).collect())
}

/// `text.indexOf(part)`: how many characters stand before it; -1 where it doesn't occur.
#[must_use]
pub fn index_of(text: &str, part: &str) -> i64 {
    let before = text.find(part).and_then(|at| text.get(..at));
    before.map_or(-1, |before| i64::try_from(before.chars().count()).unwrap_or(i64::MAX))
}

/// A text as it stands within a string of JSON (RFC 8259, section 7), without the quotes.
#[must_use]
pub fn json_inside(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    json_string(&mut json, text);
    json.pop();
    json.remove(0);
    json
}
