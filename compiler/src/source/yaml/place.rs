//! From the parser's marks, which count characters, to bytes.

use saphyr_parser::{Marker, ScalarStyle, Span as Marks};

use crate::source::{FileId, Span};

/// Every how many characters a byte offset is noted.
const STEP: usize = 64;

pub(super) struct Places<'a> {
    text: &'a str,
    file: FileId,
    /// The byte offset of each `STEP`th character; empty where characters are bytes.
    notes: Vec<usize>,
}

impl<'a> Places<'a> {
    pub(super) fn new(text: &'a str, file: FileId) -> Self {
        let notes =
            if text.is_ascii() { Vec::new() } else { text.char_indices().step_by(STEP).map(|(at, _)| at).collect() };
        Self { text, file, notes }
    }

    /// The byte offset of a character by its index.
    pub(super) fn offset(&self, index: usize) -> usize {
        if self.notes.is_empty() {
            return index.min(self.text.len());
        }
        let Some(note) = self.notes.get(index / STEP) else { return self.text.len() };
        self.text[*note..].char_indices().nth(index % STEP).map_or(self.text.len(), |(at, _)| note + at)
    }

    /// The place of a scalar or of a token: without white space at its end, and at what stands before it if it is empty.
    pub(super) fn span(&self, marks: Marks) -> Span {
        let start = self.offset(marks.start.index());
        let end = self.offset(marks.end.index());
        let end = if end > start { start + self.text[start..end].trim_end().len() } else { end };
        if end > start {
            return Span::new(self.file, start, end);
        }
        let at = self.text[..start].trim_end().len();
        Span::new(self.file, at, at)
    }

    /// The place of a scalar. The parser counts what follows a closing quote on its line to it; that is cut off.
    pub(super) fn scalar(&self, marks: Marks, style: ScalarStyle) -> Span {
        let span = self.span(marks);
        let quote = match style {
            ScalarStyle::SingleQuoted => b'\'',
            ScalarStyle::DoubleQuoted => b'"',
            _ => return span,
        };
        let text = &self.text.as_bytes()[span.start as usize..span.end as usize];
        let Some(open) = opening(text, quote) else { return span };
        let mut at = open + 1;
        while let Some(byte) = text.get(at) {
            let doubled = quote == b'\'' && text.get(at + 1) == Some(&quote);
            match byte {
                b'\\' if quote == b'"' => at += 2,
                byte if *byte != quote => at += 1,
                _ if doubled => at += 2,
                _ => return Span::new(self.file, span.start as usize, span.start as usize + at + 1),
            }
        }
        span
    }

    /// The character at a mark.
    pub(super) fn mark(&self, mark: Marker) -> Span {
        let start = self.offset(mark.index());
        let end = match self.text[start..].chars().next() {
            Some('\n' | '\r') | None => start,
            Some(found) => start + found.len_utf8(),
        };
        Span::new(self.file, start, end)
    }

    /// The place of a collection: to its closing bracket, or to the end of what stands last in it.
    pub(super) fn collection(&self, start: usize, last: Option<Span>, end: Marks) -> Span {
        let bracket = self.offset(end.start.index());
        if matches!(self.text.as_bytes().get(bracket), Some(b']' | b'}')) && end.end.index() > end.start.index() {
            return Span::new(self.file, start, bracket + 1);
        }
        let end = last.map_or(start, |last| last.end as usize);
        if end > start { Span::new(self.file, start, end) } else { Span::new(self.file, start, start) }
    }
}

/// Where the opening quote stands behind a tag and an anchor, which may hold quotes themselves.
fn opening(text: &[u8], quote: u8) -> Option<usize> {
    let mut at = 0;
    loop {
        match text.get(at)? {
            b'&' | b'!' => at += text[at..].iter().position(u8::is_ascii_whitespace)?,
            byte if *byte == quote => return Some(at),
            _ => at += 1,
        }
    }
}
