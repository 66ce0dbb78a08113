//! One segment with parameters in it, such as `{base}...{head}` or `{model}:generateContent`.

use std::ops::Range;

use super::captures::Name;
use crate::text::percent_decoded;

/// A part of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Literal(String),
    Parameter,
}

/// One segment of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Segment {
    Literal(String),
    Pattern(Vec<Part>),
    Parameter,
    /// One segment or more, ending with this text.
    Rest(String),
}

/// Reads a segment of a template; the names of its parameters are added. Text that isn't a parameter is a literal.
pub(super) fn parse(text: &str, names: &mut Vec<Name>) -> Segment {
    if let Some((name, suffix)) = text.strip_prefix("{*").and_then(|rest| rest.split_once('}')) {
        names.push(Name { name: name.to_owned(), rest: true });
        return Segment::Rest(suffix.to_owned());
    }
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((literal, name, behind)) = next_parameter(rest) {
        if !literal.is_empty() {
            parts.push(Part::Literal(literal.to_owned()));
        }
        parts.push(Part::Parameter);
        names.push(Name { name: name.to_owned(), rest: false });
        rest = behind;
    }
    if parts.is_empty() {
        return Segment::Literal(percent_decoded(text).map_or_else(|| text.to_owned(), |text| text.into_owned()));
    }
    if !rest.is_empty() {
        parts.push(Part::Literal(rest.to_owned()));
    }
    if parts == [Part::Parameter] { Segment::Parameter } else { Segment::Pattern(parts) }
}

fn next_parameter(text: &str) -> Option<(&str, &str, &str)> {
    let (literal, behind) = text.split_once('{')?;
    let (name, behind) = behind.split_once('}')?;
    Some((literal, name, behind))
}

/// How many characters of a pattern are literal: the more, the earlier it is tried.
pub(super) fn weight(parts: &[Part]) -> usize {
    parts.iter().map(|part| if let Part::Literal(text) = part { text.len() } else { 0 }).sum()
}

/// Matches a segment, and adds the places of its parameters; `at` is where it stands in the path. A parameter has at
/// least one character, and as few as the rest of the pattern allows.
pub(super) fn matches(parts: &[Part], text: &str, at: usize, ranges: &mut Vec<Range<u32>>) -> bool {
    let before = ranges.len();
    let matched = match parts {
        [] => text.is_empty(),
        [Part::Literal(literal), rest @ ..] => match literal_length(text, literal) {
            Some(length) => matches(rest, text.get(length..).unwrap_or_default(), at + length, ranges),
            None => false,
        },
        [Part::Parameter] => {
            push(ranges, at, at + text.len());
            !text.is_empty()
        }
        [Part::Parameter, rest @ ..] => text.char_indices().skip(1).any(|(end, _)| {
            ranges.truncate(before);
            push(ranges, at, at + end);
            matches(rest, text.get(end..).unwrap_or_default(), at + end, ranges)
        }),
    };
    if !matched {
        ranges.truncate(before);
    }
    matched
}

pub(super) fn push(ranges: &mut Vec<Range<u32>>, start: usize, end: usize) {
    // A path is far shorter than 4 GiB: the limit on a request's head sees to that.
    let short = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    ranges.push(short(start)..short(end));
}

/// How much of a text is this literal, where characters of it may be percent-encoded.
fn literal_length(text: &str, literal: &str) -> Option<usize> {
    if text.starts_with(literal) {
        return Some(literal.len());
    }
    let mut rest = text;
    for byte in literal.bytes() {
        let plain = rest.as_bytes().first() == Some(&byte);
        let coded = || rest.get(..3).and_then(percent_decoded).is_some_and(|text| text.as_bytes() == [byte]);
        let length = if plain {
            1
        } else if coded() {
            3
        } else {
            return None;
        };
        rest = rest.get(length..)?;
    }
    Some(text.len() - rest.len())
}

/// Whether a text ends with this literal, behind at least one character.
pub(super) fn ends_with(text: &str, literal: &str) -> Option<usize> {
    let cut = text.len().checked_sub(literal.len())?;
    (cut > 0 && text.ends_with(literal)).then_some(cut)
}
