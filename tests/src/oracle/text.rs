//! Strings: plain ones, those that match a pattern, and the ways to write a value down.

use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::Value;

use super::random::Random;

/// A string of so many characters.
pub(super) fn plain(least: usize, most: Option<usize>, random: &mut Random) -> String {
    let most = most.unwrap_or(least + 8).min(least + 8);
    let length = least + random.below(most.saturating_sub(least) + 1);
    ["a", "b", "é", "7"].iter().cycle().skip(random.below(4)).take(length).copied().collect()
}

/// Whether a string has a match of a pattern; where the pattern can't be read, it does not.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    regex::Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text))
}

/// A string of so many characters that a pattern matches, if some tries find one.
pub(super) fn matching(pattern: &str, least: usize, most: Option<usize>, random: &mut Random) -> Option<String> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let mut fallback = None;
    for more in [2, 0, 1, 4, 16, least] {
        let mut text = String::new();
        write(&hir, more, random, &mut text);
        let length = text.chars().count();
        if length >= least && most.is_none_or(|most| length <= most) {
            return Some(text);
        }
        fallback = Some(text);
    }
    fallback
}

/// Writes what an expression matches; what may repeat does so up to so many times more than it must.
fn write(hir: &Hir, more: usize, random: &mut Random, out: &mut String) {
    match hir.kind() {
        HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => {
            // Most often ASCII: what `\w` means beyond it is another matter.
            let plain = class.ranges().iter().filter(|range| range.start() <= '~' && range.end() >= '!');
            let plain: Vec<(char, char)> = plain.map(|range| (range.start().max('!'), range.end().min('~'))).collect();
            let others: Vec<(char, char)> = class.ranges().iter().map(|range| (range.start(), range.end())).collect();
            let among = if plain.is_empty() || random.once_in(100) { &others } else { &plain };
            let Some((first, last)) = random.pick(among) else { return };
            let width = usize::try_from(u32::from(*last) - u32::from(*first)).unwrap_or(0);
            let at = u32::from(*first) + u32::try_from(random.below(width.min(60) + 1)).unwrap_or(0);
            out.push(char::from_u32(at).unwrap_or(*first));
        }
        HirKind::Repetition(again) => {
            let least = usize::try_from(again.min).unwrap_or(0);
            let most = again.max.and_then(|max| usize::try_from(max).ok()).unwrap_or(least + more).min(least + more);
            let times = if more > 2 { most } else { least + random.below(most.saturating_sub(least) + 1) };
            (0..times.min(5_000)).for_each(|_| write(&again.sub, more, random, out));
        }
        HirKind::Capture(capture) => write(&capture.sub, more, random, out),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, more, random, out)),
        HirKind::Alternation(branches) => {
            random.pick(branches).into_iter().for_each(|branch| write(branch, more, random, out));
        }
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(Class::Bytes(_)) => {}
    }
}

/// Undoes the percent-encoding of a pointer in a reference, as far as names of components need it.
pub(super) fn decoded(pointer: &str) -> String {
    pointer.replace("%7B", "{").replace("%7D", "}").replace("%20", " ").replace("%25", "%")
}

/// A value as JSON: now and then with spaces, escapes and exponents that mean the same.
pub(super) fn written(value: &Value, random: &mut Random) -> String {
    if !random.once_in(4) {
        return value.to_string();
    }
    let mut out = String::new();
    spell(value, random, &mut out);
    out
}

fn spell(value: &Value, random: &mut Random, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at == 0 { " " } else { " , " });
                spell(item, random, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            for (at, (name, value)) in members.iter().enumerate() {
                out.push_str(if at == 0 { " " } else { " ,  " });
                escape(name, random, out);
                out.push_str(" : ");
                spell(value, random, out);
            }
            out.push('}');
        }
        Value::String(text) => escape(text, random, out),
        Value::Number(number) if number.is_i64() && random.once_in(4) => {
            let ending = random.pick(&[".0", "e0", ".000E+0", "0e-1"]).copied().unwrap_or_default();
            let zero = number.as_i64() == Some(0);
            out.push_str(&number.to_string());
            out.push_str(if zero && ending == "0e-1" { ".0" } else { ending });
        }
        other => out.push_str(&other.to_string()),
    }
}

fn escape(text: &str, random: &mut Random, out: &mut String) {
    if !random.once_in(3) {
        out.push_str(&Value::from(text).to_string());
        return;
    }
    out.push('"');
    for unit in text.encode_utf16() {
        out.push_str(&format!("\\u{unit:04x}"));
    }
    out.push('"');
}
