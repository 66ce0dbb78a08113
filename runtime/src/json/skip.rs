//! The grammar of RFC 8259: passes over one value, or one token of it, and accepts nothing else.

use super::cursor::{Checked, Json, Kept, MAX_DEPTH, Stop};
use crate::text::run_ends;

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
                _ if self.is_marked() => {
                    self.at += 1;
                    continue;
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
        if self.is_marked() {
            return Ok(self.untyped_token()? == "true");
        }
        let truth = self.peek() == b't';
        self.word(if truth { "true" } else { "false" })?;
        Ok(truth)
    }

    /// The string that starts under the cursor.
    #[inline]
    pub(super) fn string_token(&mut self) -> Result<Token<'b>, Stop> {
        let start = self.at + 1;
        if self.kept.start == start {
            let Kept { end, escaped, .. } = self.kept;
            self.at = end + 1;
            return Ok(Token { raw: self.text.get(start..end).unwrap_or_default(), escaped });
        }
        let mut escaped = false;
        self.at = start;
        loop {
            self.at = self.plain_end(self.at);
            match self.peek() {
                b'"' => {
                    let raw = self.text.get(start..self.at).unwrap_or_default();
                    if raw.len() > self.kept.end - self.kept.start {
                        self.kept = Kept { start, end: self.at, escaped };
                    }
                    self.at += 1;
                    let token = Token { raw, escaped };
                    if let Some(noted) = &mut self.noted {
                        noted.string(token);
                    }
                    return Ok(token);
                }
                b'\\' => {
                    escaped = true;
                    self.escape()?;
                }
                _ => self.syntax("`\"`, an escape or a character")?,
            }
        }
    }

    #[inline(always)]
    fn escape(&mut self) -> Checked {
        self.at += 1;
        match self.peek() {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {
                self.at += 1;
                Ok(())
            }
            b'u' => self.unicode_escape(),
            _ => self.syntax("the letter of an escape"),
        }
    }

    fn unicode_escape(&mut self) -> Checked {
        if let Some(noted) = &mut self.noted {
            noted.unicode_escape();
        }
        self.at += 1;
        for _ in 0..4 {
            if !self.peek().is_ascii_hexdigit() {
                return self.syntax("a hexadecimal digit");
            }
            self.at += 1;
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

impl Json<'_> {
    /// Where the run of plain characters from `from` on ends: at a quote, a backslash, a control character, or the end.
    #[inline(always)]
    fn plain_end(&self, from: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = from;
        // Most names end within a word or two, before a wider look would pay.
        for _ in 0..2 {
            let Some(word) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) else { break };
            let marked = run_ends(u64::from_le_bytes(*word));
            if marked != 0 {
                return at + (marked.trailing_zeros() / 8) as usize;
            }
            at += 8;
        }
        while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<32>())
            && is_plain(chunk)
        {
            at += 32;
        }
        while let Some(word) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
            let marked = run_ends(u64::from_le_bytes(*word));
            if marked != 0 {
                return at + (marked.trailing_zeros() / 8) as usize;
            }
            at += 8;
        }
        while bytes.get(at).is_some_and(|byte| !matches!(byte, b'"' | b'\\' | 0..b' ')) {
            at += 1;
        }
        at
    }
}

/// Whether no byte ends a run. Each of the three terms is 0 for one kind of end, and the least of them all is what counts:
/// a form without branches, which becomes vector instructions.
#[inline(always)]
fn is_plain(chunk: &[u8; 32]) -> bool {
    let least = chunk
        .iter()
        .fold(u8::MAX, |least, byte| least.min(byte ^ b'"').min(byte ^ b'\\').min(byte.saturating_sub(b' ' - 1)));
    least > 0
}
