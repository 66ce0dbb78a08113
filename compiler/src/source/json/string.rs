//! Strings: escapes, surrogate pairs, and what must not stand in them.

use super::{Problem, Reader};

impl Reader<'_> {
    /// Reads a string from its opening quote to behind its closing one.
    pub(super) fn string(&mut self) -> Result<Box<str>, Problem> {
        let open = self.at;
        self.at += 1;
        let first = self.plain();
        if self.take(b'"') {
            return Ok(self.text[open + 1..first].into());
        }
        let mut text = String::from(&self.text[open + 1..first]);
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text.into());
                }
                Some(b'\\') => text.push(self.escape()?),
                Some(b'\n' | b'\r') => {
                    return Err(self
                        .problem(open, self.at, "this string has no end on its line")
                        .help("close it with `\"`; a line break in a text is written `\\n`")
                        .into());
                }
                Some(byte) => {
                    return Err(self
                        .problem(self.at, self.at + 1, "a control character in a string")
                        .help(format!("write it as `\\u{byte:04x}`"))
                        .into());
                }
                None => {
                    return Err(self
                        .problem(open, open + 1, "this string is never closed")
                        .help("the file looks truncated")
                        .into());
                }
            }
            let start = self.at;
            let end = self.plain();
            text.push_str(&self.text[start..end]);
        }
    }

    /// Goes over what stands for itself, and gives the place behind it.
    fn plain(&mut self) -> usize {
        while self.peek().is_some_and(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
            self.at += 1;
        }
        self.at
    }

    fn escape(&mut self) -> Result<char, Problem> {
        let start = self.at;
        self.at += 1;
        let simple = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(start),
            _ => {
                let end = self.next_char_end();
                return Err(self
                    .problem(start, end, "unknown escape in a string")
                    .help("the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits")
                    .into());
            }
        };
        self.at += 1;
        Ok(simple)
    }

    fn unicode(&mut self, start: usize) -> Result<char, Problem> {
        let first = self.four_digits(start)?;
        if !(0xD800..0xE000).contains(&first) {
            return char::from_u32(first).ok_or_else(|| self.lone(start));
        }
        if first < 0xDC00 && self.bytes[self.at..].starts_with(b"\\u") {
            self.at += 1;
            let second = self.four_digits(self.at - 1)?;
            if (0xDC00..0xE000).contains(&second) {
                let scalar = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
                return char::from_u32(scalar).ok_or_else(|| self.lone(start));
            }
        }
        Err(self.lone(start))
    }

    /// Reads the digits behind the `u` that stands here.
    fn four_digits(&mut self, start: usize) -> Result<u32, Problem> {
        self.at += 1;
        let mut value = 0;
        for _ in 0..4 {
            let Some(digit) = self.peek().and_then(|byte| char::from(byte).to_digit(16)) else {
                return Err(self
                    .problem(start, self.at, "`\\u` without four hexadecimal digits")
                    .help("write four digits, as in `\\u00e9`")
                    .into());
            };
            value = value * 16 + digit;
            self.at += 1;
        }
        Ok(value)
    }

    fn lone(&self, start: usize) -> Problem {
        self.problem(start, self.at, "half of a surrogate pair")
            .help(
                "a character above U+FFFF is two escapes: the first in \\ud800-\\udbff, the second in \\udc00-\\udfff",
            )
            .into()
    }
}
