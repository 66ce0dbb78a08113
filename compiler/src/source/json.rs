//! The reader of JSON text (RFC 8259), with the place of every value.
//!
//! It is strict: what other readers forgive (comments, trailing commas) is an error that says so.

mod string;
#[cfg(test)]
mod tests;

use super::{FileId, Kind, MAX_DEPTH, MAX_VALUES, Member, Node, Object, Span, equal_keys};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Reads a whole text. After a syntax error there is no node; equal keys are said and the first of them stays.
pub(super) fn read(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0, values: 0, file, diagnostics };
    let result = reader.document();
    match result {
        Ok(node) => Some(node),
        Err(problem) => {
            diagnostics.push(*problem);
            None
        }
    }
}

/// The diagnostic that ends the reading; boxed, since the way without it is the hot one.
type Problem = Box<Diagnostic>;

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    values: usize,
    file: FileId,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Node, Problem> {
        self.space();
        let node = self.value(0)?;
        self.space();
        match self.peek() {
            None => Ok(node),
            Some(b'/' | b'#') => Err(self.unexpected("the end of the file")),
            Some(_) => Err(self
                .problem(self.at, self.next_char_end(), "text behind the end of the JSON value")
                .help("a file holds one value; remove what follows it")
                .into()),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node, Problem> {
        let start = self.at;
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(super::too_many(self.span(start, start)).into());
        }
        let kind = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Kind::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') if self.word("true") => Kind::Bool(true),
            Some(b'f') if self.word("false") => Kind::Bool(false),
            Some(b'n') if self.word("null") => Kind::Null,
            _ => return Err(self.unexpected("a value")),
        };
        Ok(Node { span: self.span(start, self.at), kind })
    }

    fn array(&mut self, depth: usize) -> Result<Kind, Problem> {
        let open = self.open(depth)?;
        let mut items = Vec::new();
        self.space();
        if self.take(b']') {
            return Ok(Kind::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.space();
            if self.take(b']') {
                return Ok(Kind::Array(items));
            }
            self.comma(open, b']', "`,` or `]`")?;
        }
    }

    fn object(&mut self, depth: usize) -> Result<Kind, Problem> {
        let open = self.open(depth)?;
        let mut members = Vec::new();
        self.space();
        if self.take(b'}') {
            return Ok(Kind::Object(Object::default()));
        }
        loop {
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.unclosed_or(open, "a key in double quotes"));
            }
            let key = self.string()?;
            let key_span = self.span(start, self.at);
            self.space();
            if !self.take(b':') {
                return Err(self.unclosed_or(open, "`:`"));
            }
            self.space();
            members.push(Member { key, key_span, value: self.value(depth + 1)? });
            self.space();
            if self.take(b'}') {
                let (object, equal) = Object::distinct(members);
                equal_keys(equal, self.diagnostics);
                return Ok(Kind::Object(object));
            }
            self.comma(open, b'}', "`,` or `}`")?;
        }
    }

    /// Takes the opening bracket and gives its place back.
    fn open(&mut self, depth: usize) -> Result<usize, Problem> {
        let open = self.at;
        if depth >= MAX_DEPTH {
            return Err(super::too_deep(self.span(open, open + 1)).into());
        }
        self.at += 1;
        Ok(open)
    }

    /// Takes a comma and the space behind it; what follows must not be the closing bracket.
    fn comma(&mut self, open: usize, close: u8, expected: &str) -> Result<(), Problem> {
        let comma = self.at;
        if !self.take(b',') {
            return Err(self.unclosed_or(open, expected));
        }
        self.space();
        if self.peek() == Some(close) {
            return Err(self
                .problem(comma, comma + 1, "a comma before the closing bracket")
                .help("JSON has no trailing commas; remove this one")
                .into());
        }
        Ok(())
    }

    fn number(&mut self) -> Result<Kind, Problem> {
        let start = self.at;
        self.take(b'-');
        let whole = self.digits();
        let leading_zero = whole > 1 && self.bytes.get(self.at - whole) == Some(&b'0');
        let mut complete = whole > 0 && !leading_zero;
        if self.take(b'.') {
            complete &= self.digits() > 0;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            complete &= self.digits() > 0;
        }
        if complete && !self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_')) {
            return Ok(Kind::Number(self.text[start..self.at].into()));
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'+' | b'-'))
        {
            self.at += 1;
        }
        let problem = self.problem(start, self.at, "this is no JSON number");
        Err(problem
            .help(if leading_zero {
                "numbers have no leading zeros; put a text in double quotes"
            } else {
                "a number is digits, then perhaps `.` and digits, then perhaps an exponent; put a text in double quotes"
            })
            .into())
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - start
    }

    fn word(&mut self, word: &str) -> bool {
        let end = self.at + word.len();
        let found = self.bytes[self.at..].starts_with(word.as_bytes())
            && !self.bytes.get(end).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        if found {
            self.at = end;
        }
        found
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    fn next_char_end(&self) -> usize {
        self.at + self.text[self.at..].chars().next().map_or(0, char::len_utf8)
    }

    fn problem(&self, start: usize, end: usize, message: impl Into<String>) -> Diagnostic {
        Diagnostic::at(Code::GW0101, self.span(start, end), message)
    }

    /// What stands here is not what is expected; at the end of the text, the bracket that stayed open is shown.
    fn unclosed_or(&self, open: usize, expected: &str) -> Problem {
        let problem = self.unexpected(expected);
        match self.peek() {
            None => problem.label(self.span(open, open + 1), "this bracket is never closed").into(),
            Some(_) => problem,
        }
    }

    fn unexpected(&self, expected: &str) -> Problem {
        let rest = &self.text[self.at..];
        let Some(found) = rest.chars().next() else {
            // Behind the last line break there is no line to show.
            let end = self.text.trim_end().len();
            return self
                .problem(end, end, format!("the file ends where {expected} is expected"))
                .help("the file looks truncated")
                .into();
        };
        let word = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$').unwrap_or(rest.len());
        let end = if word > 0 { self.at + word } else { self.next_char_end() };
        let shown: String = rest[..end - self.at].chars().take(40).collect();
        let problem = self.problem(self.at, end, format!("expected {expected}, found `{}`", shown.escape_default()));
        let problem = match found {
            '/' | '#' => problem.help("JSON has no comments; remove it, or name the file .yaml and use `#`"),
            '\'' => problem.help("JSON strings stand in double quotes"),
            '+' | '.' => problem.help("a JSON number begins with a digit or `-`"),
            'T' | 'F' | 'N' | 'I' => problem.help("JSON's words are `true`, `false` and `null`"),
            '\u{a0}' | '\u{feff}' => problem.help("this character looks like a space, but is none"),
            _ if word > 0 => problem.help("put texts in double quotes"),
            _ => problem,
        };
        problem.into()
    }
}
