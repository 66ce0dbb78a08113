//! The grammar of RFC 8259: passes over one value, or one token of it, and accepts nothing else.

use super::cursor::{Checked, Json, MAX_DEPTH, Stop};

/// A string as it stands in the body, without its quotes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'b> {
    pub(super) raw: &'b str,
    pub(super) escaped: bool,
}

impl<'b> Json<'b> {
    /// Passes over the next value. Iterative, so that a body of brackets costs no stack.
    pub(super) fn skip(&mut self) -> Checked {
        let room = MAX_DEPTH - self.depth;
        let mut open = 0;
        // One bit a level, the innermost lowest: set for an object.
        let mut objects = 0_u128;
        loop {
            self.space();
            let first = self.peek();
            match first {
                b'"' => {
                    self.string_token()?;
                }
                b'-' | b'0'..=b'9' => {
                    self.number_token()?;
                }
                b't' => self.word("true")?,
                b'f' => self.word("false")?,
                b'n' => self.word("null")?,
                b'{' | b'[' => {
                    if open == room {
                        return self.too_deep();
                    }
                    self.at += 1;
                    self.space();
                    // `{` and `[` each stand two before their closing byte.
                    if self.peek() == first + 2 {
                        self.at += 1;
                    } else {
                        open += 1;
                        objects = (objects << 1) | u128::from(first == b'{');
                        if first == b'{' {
                            self.name_token()?;
                        }
                        continue;
                    }
                }
                _ => return self.syntax("a value"),
            }
            loop {
                if open == 0 {
                    return Ok(());
                }
                self.space();
                let in_object = objects & 1 == 1;
                match self.peek() {
                    b',' => {
                        self.at += 1;
                        if in_object {
                            self.space();
                            self.name_token()?;
                        }
                        break;
                    }
                    b'}' if in_object => {}
                    b']' if !in_object => {}
                    _ if in_object => return self.syntax("`,` or `}`"),
                    _ => return self.syntax("`,` or `]`"),
                }
                self.at += 1;
                open -= 1;
                objects >>= 1;
            }
        }
    }

    /// A member's name and the colon behind it.
    #[inline(always)]
    pub(super) fn name_token(&mut self) -> Result<Token<'b>, Stop> {
        if self.peek() != b'"' {
            self.syntax("a member name")?;
        }
        let name = self.string_token()?;
        self.colon()?;
        Ok(name)
    }

    #[inline(always)]
    pub(super) fn colon(&mut self) -> Checked {
        self.space();
        if self.peek() != b':' {
            return self.syntax("`:`");
        }
        self.at += 1;
        Ok(())
    }

    /// One of the three words.
    pub(super) fn word(&mut self, word: &'static str) -> Checked {
        if !self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes())) {
            return self.syntax(word);
        }
        self.at += word.len();
        Ok(())
    }

    pub(super) fn boolean_token(&mut self) -> Result<bool, Stop> {
        let truth = self.peek() == b't';
        self.word(if truth { "true" } else { "false" })?;
        Ok(truth)
    }

    /// The string that starts under the cursor.
    #[inline]
    pub(super) fn string_token(&mut self) -> Result<Token<'b>, Stop> {
        let start = self.at + 1;
        let mut escaped = false;
        self.at = start;
        loop {
            self.at = plain_end(self.text.as_bytes(), self.at);
            match self.peek() {
                b'"' => {
                    let raw = self.text.get(start..self.at).unwrap_or_default();
                    self.at += 1;
                    return Ok(Token { raw, escaped });
                }
                b'\\' => {
                    escaped = true;
                    self.escape()?;
                }
                _ => self.syntax("`\"`, an escape or a character")?,
            }
        }
    }

    fn escape(&mut self) -> Checked {
        self.at += 1;
        match self.peek() {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 1,
            b'u' => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.peek().is_ascii_hexdigit() {
                        return self.syntax("a hexadecimal digit");
                    }
                    self.at += 1;
                }
            }
            _ => return self.syntax("the letter of an escape"),
        }
        Ok(())
    }

    /// The number that starts under the cursor.
    pub(super) fn number_token(&mut self) -> Result<&'b str, Stop> {
        let start = self.at;
        if self.peek() == b'-' {
            self.at += 1;
        }
        if self.peek() == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    fn digits(&mut self) -> Checked {
        if !self.peek().is_ascii_digit() {
            return self.syntax("a digit");
        }
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        Ok(())
    }
}

/// Where the run of plain characters ends: at a quote, a backslash, a control character, or the end.
#[inline(always)]
fn plain_end(bytes: &[u8], from: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let mut at = from;
    while let Some(chunk) = bytes.get(at..at + 8).and_then(|chunk| <[u8; 8]>::try_from(chunk).ok()) {
        let word = u64::from_le_bytes(chunk);
        let quote = word ^ (ONES * b'"' as u64);
        let backslash = word ^ (ONES * b'\\' as u64);
        // The classic zero-byte test; the lowest marked byte is exact, later ones may be marked by a borrow.
        let marked = (quote.wrapping_sub(ONES) & !quote
            | backslash.wrapping_sub(ONES) & !backslash
            | word.wrapping_sub(ONES * 0x20) & !word)
            & HIGH;
        if marked != 0 {
            return at + (marked.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|byte| !matches!(byte, b'"' | b'\\' | 0..0x20)) {
        at += 1;
    }
    at
}
