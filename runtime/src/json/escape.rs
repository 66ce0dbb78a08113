//! Escapes of a string that was already passed over: its length and its text.

use std::borrow::Cow;

use super::skip::Token;

impl<'b> Token<'b> {
    /// How many Unicode scalar values the string has; nothing is decoded. A lone surrogate counts as one.
    pub(super) fn length(self) -> u64 {
        if !self.escaped {
            return self.raw.chars().count() as u64;
        }
        Pieces { rest: self.raw }.map(|piece| piece.length()).sum()
    }

    /// The text of the string; copied only when it has an escape.
    #[inline]
    pub(super) fn decoded(self) -> Cow<'b, str> {
        if self.escaped { Cow::Owned(self.unescaped()) } else { Cow::Borrowed(self.raw) }
    }

    fn unescaped(self) -> String {
        let mut text = String::with_capacity(self.raw.len());
        for piece in (Pieces { rest: self.raw }) {
            match piece {
                Piece::Plain(plain) => text.push_str(plain),
                Piece::Escape(char) => text.push(char),
            }
        }
        text
    }

    /// Whether the string is this text.
    #[inline]
    pub(super) fn is(self, text: &str) -> bool {
        if self.escaped { self.unescaped() == text } else { self.raw == text }
    }
}

enum Piece<'b> {
    Plain(&'b str),
    Escape(char),
}

impl Piece<'_> {
    fn length(&self) -> u64 {
        match self {
            Piece::Plain(plain) => plain.chars().count() as u64,
            Piece::Escape(_) => 1,
        }
    }
}

/// The parts of a string between and at its escapes.
struct Pieces<'b> {
    rest: &'b str,
}

impl<'b> Iterator for Pieces<'b> {
    type Item = Piece<'b>;

    fn next(&mut self) -> Option<Piece<'b>> {
        let plain = memchr::memchr(b'\\', self.rest.as_bytes()).unwrap_or(self.rest.len());
        if plain > 0 {
            let (plain, rest) = self.rest.split_at(plain);
            self.rest = rest;
            return Some(Piece::Plain(plain));
        }
        let letter = *self.rest.as_bytes().get(1)?;
        let (char, length) = match letter {
            b'b' => ('\u{8}', 2),
            b'f' => ('\u{c}', 2),
            b'n' => ('\n', 2),
            b'r' => ('\r', 2),
            b't' => ('\t', 2),
            b'u' => self.unicode(),
            other => (char::from(other), 2),
        };
        self.rest = self.rest.get(length..).unwrap_or_default();
        Some(Piece::Escape(char))
    }
}

impl Pieces<'_> {
    /// The character of a `\u` escape, or of a pair of them, and how many bytes it takes.
    fn unicode(&self) -> (char, usize) {
        let first = self.unit(0).unwrap_or(0xFFFD);
        if let (0xD800..0xDC00, Some(second @ 0xDC00..0xE000)) = (first, self.unit(6)) {
            let scalar = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            return (char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER), 12);
        }
        (char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), 6)
    }

    fn unit(&self, at: usize) -> Option<u32> {
        let digits = self.rest.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    }
}
