//! Where the characters of a string stand in the file that writes it with quotes, escapes, indentation and folded lines.
//!
//! The text in the file is read once more beside the value: what both have is the same place, and white space that only the
//! file has is layout. Where the two don't agree the place is that of the whole string.

use std::ops::Range;

use super::{Node, Sources, Span};

/// Where the parts of a string's value, or of a part of it, stand in its file.
#[derive(Clone, Debug)]
pub struct Places {
    whole: Span,
    /// For each byte of the value where its character begins and ends in the file; none where that can't be told.
    bytes: Option<Vec<[u32; 2]>>,
}

impl Places {
    /// Those of a node that is a string; of any other the place of the whole.
    #[must_use]
    pub fn of(node: &Node, sources: &Sources) -> Self {
        let text = &sources.file(node.span.file).text;
        let bytes = node.as_str().and_then(|value| aligned(&met(text, node.span), value));
        Self { whole: node.span, bytes }
    }

    /// Of a text that stands at this place without escapes, or that isn't told apart there.
    #[must_use]
    pub fn plain(text: &str, whole: Span) -> Self {
        let same = (whole.end - whole.start) as usize == text.len();
        let place = |(at, char): (usize, char)| {
            let [start, end] = [at, at + char.len_utf8()].map(|at| whole.start + u32::try_from(at).unwrap_or(0));
            std::iter::repeat_n([start, end], char.len_utf8())
        };
        Self { whole, bytes: same.then(|| text.char_indices().flat_map(place).collect()) }
    }

    /// The place of some bytes of the value, from the first character to the last.
    #[must_use]
    pub fn at(&self, range: Range<usize>) -> Span {
        let Some(bytes) = &self.bytes else { return self.whole };
        let start = match (bytes.get(range.start), bytes.last()) {
            (Some([start, _]), _) => *start,
            (None, Some([_, end])) => *end,
            (None, None) => return self.whole,
        };
        let last = range.end.checked_sub(1).filter(|last| *last >= range.start);
        let end = last.and_then(|last| bytes.get(last).or(bytes.last())).map_or(start, |[_, end]| *end);
        Span { file: self.whole.file, start, end: end.max(start) }
    }

    /// Those of a part of the value.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> Self {
        let bytes = self.bytes.as_ref().and_then(|bytes| bytes.get(range.clone())).map(<[_]>::to_vec);
        Self { whole: self.at(range), bytes }
    }

    /// The place of it all.
    #[must_use]
    pub fn whole(&self) -> Span {
        self.whole
    }
}

/// A character that the file has, as it is meant, with where it begins and ends there.
type Met = (char, Range<usize>);

/// For each byte of a value its character's place among those that the file has.
fn aligned(met: &[Met], value: &str) -> Option<Vec<[u32; 2]>> {
    let mut met = met.iter().peekable();
    let mut bytes = Vec::with_capacity(value.len());
    for char in value.chars() {
        let place = loop {
            let (other, place) = met.next()?;
            // A line that is folded ends in a blank.
            if *other == char || (*other == '\n' && char == ' ') {
                break place;
            }
            if !other.is_whitespace() {
                return None;
            }
        };
        let narrow = [u32::try_from(place.start).ok()?, u32::try_from(place.end).ok()?];
        bytes.extend(std::iter::repeat_n(narrow, char.len_utf8()));
    }
    Some(bytes)
}

/// The characters of a string as a file writes it: within its quotes, or below the head of a block.
fn met(file: &str, span: Span) -> Vec<Met> {
    let (start, end) = (span.start as usize, span.end as usize);
    let written = file.get(start..end).unwrap_or_default();
    let mut body = written;
    // A tag and an anchor may stand in front.
    while let Some(property) = body.strip_prefix(['!', '&']) {
        let length = property.find(char::is_whitespace).unwrap_or(property.len());
        body = property[length..].trim_start();
    }
    let from = start + written.len() - body.len();
    // A block without them has its place below its head.
    let behind = Some(from).filter(|from| *from > start && body.starts_with(['|', '>']));
    if let Some(head) = behind.or_else(|| head(file, start)) {
        // The last line breaks may belong to the value.
        let rest = file.get(end..).unwrap_or_default();
        let end = file.len() - rest.trim_start().len();
        return block(file.get(head..end).unwrap_or_default(), head);
    }
    match body.chars().next() {
        Some('"') => escaped(body, from),
        Some('\'') => quoted(body, from),
        _ => plain(body, from),
    }
}

/// Where the head of the block begins whose text begins here: the last sign of the line before.
fn head(file: &str, start: usize) -> Option<usize> {
    let before = file.get(..start)?.trim_end_matches([' ', '\t']).strip_suffix('\n')?.trim_end();
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let is_head = |at: &usize| {
        let behind = before[at + 1..].trim_start_matches(|char: char| char.is_ascii_digit() || "+-".contains(char));
        behind.is_empty() || (behind.starts_with([' ', '\t']) && behind.trim_start().starts_with('#'))
    };
    before[line..].match_indices(['|', '>']).map(|(at, _)| line + at).find(is_head)
}

fn plain(text: &str, from: usize) -> Vec<Met> {
    text.char_indices().map(|(at, char)| (char, from + at..from + at + char.len_utf8())).collect()
}

/// In single quotes, where two of them stand for one.
fn quoted(text: &str, from: usize) -> Vec<Met> {
    let mut met = Vec::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, char)) = chars.next() {
        let doubled = char == '\'' && chars.next_if(|(_, next)| *next == '\'').is_some();
        if char == '\'' && !doubled {
            break;
        }
        met.push((char, from + at..from + at + if doubled { 2 } else { char.len_utf8() }));
    }
    met
}

/// In double quotes, with the escapes of YAML 1.2 (section 5.7), which are those of JSON and some more.
fn escaped(text: &str, from: usize) -> Vec<Met> {
    let mut met = Vec::new();
    let mut at = 1;
    while let Some(char) = text[at..].chars().next() {
        let (meant, length) = match char {
            '"' => break,
            '\\' => escape(&text[at..]),
            char => (Some(char), char.len_utf8()),
        };
        met.extend(meant.map(|meant| (meant, from + at..from + at + length)));
        at += length;
    }
    met
}

/// What an escape stands for, and how long it is.
fn escape(text: &str) -> (Option<char>, usize) {
    let Some(kind) = text[1..].chars().next() else { return (None, 1) };
    let meant = match kind {
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        'x' => return numbered(text, 2),
        'u' => return numbered(text, 4),
        'U' => return numbered(text, 8),
        // A line that goes on in the next.
        '\n' | '\r' => return (None, 1 + text[1..].len() - text[1..].trim_start().len()),
        other => other,
    };
    (Some(meant), 1 + kind.len_utf8())
}

/// A character by its number, which JSON writes as two where it is large.
fn numbered(text: &str, digits: usize) -> (Option<char>, usize) {
    let number = |text: &str| text.get(2..2 + digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let length = 2 + digits;
    let Some(first) = number(text) else { return (None, text.len().min(2)) };
    if let (0xd800..0xdc00, Some(rest)) = (first, text.get(length..).filter(|rest| rest.starts_with("\\u")))
        && let Some(second @ 0xdc00..0xe000) = number(rest)
    {
        return (char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)), 2 * length);
    }
    (char::from_u32(first), length)
}

/// Below the head of a block, without the indentation.
fn block(text: &str, from: usize) -> Vec<Met> {
    let mut lines = text.split_inclusive('\n');
    let Some(head) = lines.next() else { return Vec::new() };
    let blanks = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let filled = lines.clone().find(|line| !line.trim().is_empty()).map(blanks);
    // A number in the head counts from the indentation of what is around, of which the text says nothing: the least of all
    // lines is what no line can have of its own.
    let least = lines.clone().filter(|line| !line.trim().is_empty()).map(blanks).min();
    let explicit = head.split('#').next().unwrap_or_default().contains(|char: char| char.is_ascii_digit());
    let indentation = if explicit { least } else { filled }.unwrap_or_default();
    let mut met = Vec::new();
    let mut at = from + head.len();
    for line in lines {
        let skipped = blanks(line).min(indentation);
        met.extend(plain(&line[skipped..], at + skipped));
        at += line.len();
    }
    met
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::Places;
    use crate::diagnostic::Diagnostics;
    use crate::source::{Format, Sources, read_text};

    #[test]
    fn what_a_string_holds_has_its_place_in_the_file() {
        // The text, a part of the value, and what stands at its place.
        for (text, part, written) in [
            ("a: one two", "two", "two"),
            ("a: &x !!str one two", "two", "two"),
            ("a: 'it''s two'", "s two", "s two"),
            ("a: 'it''s two'", "it's", "it''s"),
            (r#"a: "say \"two\" \u00e9\n3""#, "\"two\"", r#"\"two\""#),
            (r#"a: "say \"two\" \u00e9\n3""#, "é\n", r"\u00e9\n"),
            (r#"{"a": "\ud83d\ude00 two"}"#, "two", "two"),
            (r#"{"a": "\ud83d\ude00 two"}"#, "😀", r"\ud83d\ude00"),
            ("a: one\n  two\n\n  three", "two", "two"),
            ("a: one\n  two\n\n  three", "three", "three"),
            ("a: \"one \\\n   two\"", "two", "two"),
            ("a: |\n  öne\n    two\n  three\n", "two", "two"),
            ("a: |\n  one\n    two\n  three\n", "two\nthree", "two\n  three"),
            ("a: |\r\n  one\r\n  two\r\n", "two", "two"),
            ("a: &x |-  # two\n\n  one\n\n  two\n\nb: 1", "two", "two"),
            ("a: |2\n    one\n  two\n", "two", "two"),
            ("a: >\n  one\n  two\n\n  three\n", "two", "two"),
            ("a: >-\n  one\n\n    two\n\n  three\n", "three", "three"),
            ("a: >+\n  one two\n  three\n\n", "two three", "two\n  three"),
        ] {
            let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
            let node = read_text(&mut sources, "a.yaml", text.to_owned(), Format::Yaml, &mut diagnostics).unwrap();
            let node = node.get("a").unwrap();
            let at = node.as_str().unwrap().find(part).unwrap_or_else(|| panic!("{text}: {:?}", node.as_str()));
            let span = Places::of(node, &sources).at(at..at + part.len());
            assert_eq!(sources.text(span), written, "{text}");
            let of_part = Places::of(node, &sources).part(at..at + part.len());
            assert_eq!(of_part.at(0..part.len()), span, "{text}");
        }
    }
}
