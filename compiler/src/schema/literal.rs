//! The values of `enum` and `const`.

use serde::Serialize;

use crate::source::{Kind, Node};

/// A value that is compared as a whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Literal {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as a canonical decimal.
    Number(String),
    /// A string.
    String(String),
    /// An array or an object, as canonical JSON.
    Json(String),
}

impl Literal {
    /// The value that stands at a node.
    pub(super) fn read(node: &Node) -> Self {
        match &node.kind {
            Kind::Null => Self::Null,
            Kind::Bool(value) => Self::Bool(*value),
            Kind::Number(text) => Self::Number(canonical(text)),
            Kind::String(text) => Self::String(text.to_string()),
            Kind::Array(_) | Kind::Object(_) => Self::Json(json(node)),
        }
    }
}

/// Sorted members, no spaces: the same text for the same value.
fn json(node: &Node) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    match &node.kind {
        Kind::Null => "null".to_owned(),
        Kind::Bool(value) => value.to_string(),
        Kind::Number(text) => canonical(text),
        Kind::String(text) => quoted(text),
        Kind::Array(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(",")),
        Kind::Object(object) => {
            let members = object.sorted().map(|member| format!("{}:{}", quoted(&member.key), json(&member.value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
    }
}

/// A number as a decimal without exponent, leading or trailing zeros, however it was spelt. An exponent beyond four
/// digits' worth of zeros stays as it is written.
pub(super) fn canonical(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (mantissa, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
    let Ok(exponent) = exponent.trim_start_matches('+').parse::<i32>() else { return text.to_owned() };
    if exponent.abs() > 4096 {
        return text.to_owned();
    }
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut all = format!("{whole}{fraction}");
    let mut point = i64::try_from(whole.len()).unwrap_or(0) + i64::from(exponent);
    while point < 0 {
        all.insert(0, '0');
        point += 1;
    }
    while i64::try_from(all.len()).unwrap_or(0) < point {
        all.push('0');
    }
    let (whole, fraction) = all.split_at(usize::try_from(point).unwrap_or(0));
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    match (whole, fraction) {
        ("0", "") => "0".to_owned(),
        (_, "") => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{fraction}"),
    }
}
