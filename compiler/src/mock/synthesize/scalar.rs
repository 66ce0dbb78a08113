//! Strings and numbers within their bounds.

use regex::Regex;
use serde_json::{Map, Value, json};

use super::super::words;

/// The longest string that is made, whatever `minLength` says.
const LONGEST: usize = 4096;

/// A string for a member of this name.
pub(super) fn string(schema: &Map<String, Value>, name: &str) -> String {
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    if let Some(text) = text("format").and_then(words::of_format) {
        return text.to_owned();
    }
    let usual = words::known_string(name).unwrap_or(if name.is_empty() { "mock" } else { name });
    if let Some(pattern) = text("pattern").and_then(|pattern| Regex::new(pattern).ok()) {
        let candidates = [usual, name, "mock", "mock-1", "Mock", "a", "A", "0", "1", "0000", "1.0", "/mock", ""];
        if let Some(fitting) = candidates.into_iter().find(|candidate| pattern.is_match(candidate)) {
            return fitting.to_owned();
        }
    }
    let length = |key: &str| schema.get(key).and_then(Value::as_u64).and_then(|length| usize::try_from(length).ok());
    let least = length("minLength").unwrap_or(0).min(LONGEST);
    let most = length("maxLength").unwrap_or(LONGEST);
    let mut chars: Vec<char> = usual.chars().collect();
    while chars.len() < least {
        chars.push('x');
    }
    chars.truncate(most);
    chars.into_iter().collect()
}

/// A whole number for a member of this name.
pub(super) fn integer(schema: &Map<String, Value>, name: &str) -> Value {
    let usual = words::integer(name);
    let bound = |key: &str| schema.get(key).and_then(Value::as_i64);
    let exclusive = |key: &str| schema.get(key) == Some(&json!(true));
    let mut value = usual;
    if let Some(least) = bound("minimum") {
        value = value.max(least.saturating_add(i64::from(exclusive("exclusiveMinimum"))));
    }
    if let Some(below) = bound("exclusiveMinimum") {
        value = value.max(below.saturating_add(1));
    }
    if let Some(most) = bound("maximum") {
        value = value.min(most.saturating_sub(i64::from(exclusive("exclusiveMaximum"))));
    }
    if let Some(above) = bound("exclusiveMaximum") {
        value = value.min(above.saturating_sub(1));
    }
    if let Some(step) = bound("multipleOf").filter(|step| *step > 0) {
        value = value.saturating_add(step - 1).div_euclid(step).saturating_mul(step);
    }
    json!(value)
}

/// Any number: one half where the bounds allow it.
pub(super) fn number(schema: &Map<String, Value>) -> Value {
    let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
    let exclusive = |key: &str| schema.get(key) == Some(&json!(true));
    let least = bound("minimum").filter(|_| !exclusive("exclusiveMinimum"));
    let most = bound("maximum").filter(|_| !exclusive("exclusiveMaximum"));
    let above = bound("exclusiveMinimum").or(bound("minimum").filter(|_| exclusive("exclusiveMinimum")));
    let below = bound("exclusiveMaximum").or(bound("maximum").filter(|_| exclusive("exclusiveMaximum")));
    let mut value: f64 = 0.5;
    if let Some(least) = least.or(above.map(|above| above + 0.5)) {
        value = value.max(least);
    }
    if let Some(most) = most.or(below.map(|below| below - 0.5)) {
        value = value.min(most);
    }
    if let Some(step) = bound("multipleOf").filter(|step| *step > 0.0) {
        value = (value / step).ceil() * step;
    }
    json!(value)
}

/// Makes a total the sum of its parts: `total_tokens` beside other `..._tokens`.
pub(super) fn add_up(value: &mut Value) {
    let Some(object) = value.as_object_mut() else { return };
    let parts = object.iter().filter(|(name, _)| name.ends_with("_tokens") && *name != "total_tokens");
    let sum: i64 = parts.filter_map(|(_, part)| part.as_i64()).sum();
    if sum > 0 && object.get("total_tokens").is_some_and(Value::is_i64) {
        object.insert("total_tokens".to_owned(), json!(sum));
    }
}
