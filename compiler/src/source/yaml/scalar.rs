//! What a scalar means: the core schema of YAML 1.2, and tags.
//!
//! One departure: decimal digits with a leading zero (`08`, `007`) stay texts. They are codes of some kind, and readers
//! of YAML 1.1 take them for octal.

use saphyr_parser::Tag;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Kind, Span};

/// A scalar without a tag.
pub(super) fn untagged(text: &str, plain: bool, span: Span, diagnostics: &mut Diagnostics) -> Kind {
    if !plain {
        return Kind::String(text.into());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" => Kind::Bool(true),
        "false" | "False" | "FALSE" => Kind::Bool(false),
        _ => match number(text) {
            Numeral::No => Kind::String(text.into()),
            Numeral::Json(number) => Kind::Number(number),
            Numeral::Beyond => {
                diagnostics.push(
                    Diagnostic::at(
                        Code::GW0111,
                        span,
                        format!("`{text}` is a number to YAML, and JSON has no such number"),
                    )
                    .help("quote it if it is meant as a text"),
                );
                Kind::String(text.into())
            }
        },
    }
}

/// A scalar with a tag.
pub(super) fn tagged(text: &str, plain: bool, tag: &Tag, span: Span, diagnostics: &mut Diagnostics) -> Kind {
    let untagged = |diagnostics: &mut Diagnostics| untagged(text, true, span, diagnostics);
    let kind = match core_name(tag) {
        Some("str" | "!") => return Kind::String(text.into()),
        Some("int" | "float" | "bool" | "null") => untagged(diagnostics),
        _ => {
            diagnostics.push(unfit_tag(tag, span));
            return self::untagged(text, plain, span, diagnostics);
        }
    };
    let fits = match (core_name(tag), &kind) {
        (Some("int"), Kind::Number(number)) => !number.contains(['.', 'e', 'E']),
        (Some("float"), Kind::Number(_)) | (Some("bool"), Kind::Bool(_)) | (Some("null"), Kind::Null) => true,
        _ => false,
    };
    if !fits {
        diagnostics.push(unfit_tag(tag, span));
    }
    kind
}

/// The name of a tag of the core schema: `str` for `!!str`, and `!` for the tag that only says "not plain".
pub(super) fn core_name(tag: &Tag) -> Option<&str> {
    match (tag.handle.as_str(), tag.suffix.as_str()) {
        ("tag:yaml.org,2002:", name) => Some(name),
        ("", "!") => Some("!"),
        ("" | "!", name) => name.strip_prefix("tag:yaml.org,2002:"),
        _ => None,
    }
}

pub(super) fn unfit_tag(tag: &Tag, span: Span) -> Diagnostic {
    let name = core_name(tag).map_or_else(|| format!("{}{}", tag.handle, tag.suffix), |name| format!("!!{name}"));
    Diagnostic::at(Code::GW0112, span, format!("the tag `{name}` is unknown or does not fit this value"))
        .help("remove the tag")
}

enum Numeral {
    No,
    Json(Box<str>),
    Beyond,
}

fn number(text: &str) -> Numeral {
    if let Some(digits) = text.strip_prefix("0x") {
        return in_base(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return in_base(digits, 8);
    }
    let (minus, rest) = match text.as_bytes().first() {
        Some(b'-') => ("-", &text[1..]),
        Some(b'+') => ("", &text[1..]),
        _ => ("", text),
    };
    if matches!(rest, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Numeral::Beyond;
    }
    let digits_at = |from: usize| rest.as_bytes()[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = digits_at(0);
    let mut at = whole;
    let mut fraction = 0;
    if rest.as_bytes().get(at) == Some(&b'.') {
        fraction = digits_at(at + 1);
        at += 1 + fraction;
    }
    let exponent = &rest[at..];
    if whole + fraction == 0 || !is_exponent(exponent) || (whole > 1 && rest.starts_with('0')) {
        return Numeral::No;
    }
    let whole_text = if whole == 0 { "0" } else { &rest[..whole] };
    let point = if fraction == 0 { "" } else { "." };
    let fraction_text = if fraction == 0 { "" } else { &rest[whole + 1..at] };
    Numeral::Json(format!("{minus}{whole_text}{point}{fraction_text}{exponent}").into())
}

fn is_exponent(text: &str) -> bool {
    let Some(digits) = text.strip_prefix(['e', 'E']) else { return text.is_empty() };
    let digits = digits.strip_prefix(['+', '-']).unwrap_or(digits);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn in_base(digits: &str, base: u32) -> Numeral {
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(base)) {
        return Numeral::No;
    }
    match u128::from_str_radix(digits, base) {
        Ok(value) => Numeral::Json(value.to_string().into()),
        Err(_) => Numeral::Beyond,
    }
}
