//! The search for the next delimiter in bytes that come in pieces of any size.

use memchr::memmem::Finder;

use super::Malformed;

/// What follows a line's end and is a delimiter, wherever the pieces were cut.
pub(super) struct Search {
    needle: Finder<'static>,
    /// The last bytes of the region, not yet given out: as many as a delimiter and its CRLF have, less one.
    tail: Vec<u8>,
    /// Nothing of the region was given out, so that `tail` begins at a line's start.
    fresh: bool,
    joined: Vec<u8>,
}

impl Search {
    /// A search at the start of the body.
    pub(super) fn new(delimiter: Vec<u8>) -> Self {
        Self { needle: Finder::new(&delimiter).into_owned(), tail: Vec::new(), fresh: true, joined: Vec::new() }
    }

    /// Begins a new region, at a line's start.
    pub(super) fn restart(&mut self) {
        self.tail.clear();
        self.fresh = true;
    }

    /// Goes on with a piece. `data` gets the bytes that stand before the delimiter's line break, some of them from
    /// pieces before. Gives the offset in `piece` behind the delimiter, or `None` if the piece holds no end of one.
    pub(super) fn feed(&mut self, piece: &[u8], mut data: impl FnMut(&[u8])) -> Result<Option<usize>, Malformed> {
        let length = self.needle.needle().len();
        let keep = length + 1;
        let before = self.tail.len();
        // Every delimiter that begins before the third byte of the piece ends in here.
        let overlap = piece.len().min(length + 2);
        let mut joined = std::mem::take(&mut self.joined);
        joined.clear();
        joined.extend_from_slice(&self.tail);
        joined.extend_from_slice(piece.get(..overlap).unwrap_or_default());
        let found = self.find(&joined, 0);
        let ended = match found {
            Err(malformed) => Err(malformed),
            Ok(Some(at)) => {
                data(before_break(&joined, at));
                Ok(Some(at + length - before))
            }
            Ok(None) if overlap == piece.len() => {
                self.keep(&joined, keep, &mut data);
                Ok(None)
            }
            Ok(None) => {
                if before > 0 {
                    data(joined.get(..before).unwrap_or_default());
                }
                match self.find(piece, 3) {
                    Err(malformed) => Err(malformed),
                    Ok(Some(at)) => {
                        data(before_break(piece, at));
                        Ok(Some(at + length))
                    }
                    Ok(None) => {
                        self.keep(piece, keep, &mut data);
                        Ok(None)
                    }
                }
            }
        };
        self.joined = joined;
        ended
    }

    fn keep(&mut self, bytes: &[u8], keep: usize, data: &mut impl FnMut(&[u8])) {
        let (out, tail) = bytes.split_at(bytes.len().saturating_sub(keep));
        if !out.is_empty() {
            self.fresh = false;
            data(out);
        }
        self.tail.clear();
        self.tail.extend_from_slice(tail);
    }

    /// Where a delimiter begins, at `from` or later. One that follows a bare CR or LF is refused: some readers take it.
    fn find(&self, bytes: &[u8], from: usize) -> Result<Option<usize>, Malformed> {
        let mut from = from;
        while let Some(at) = self.needle.find(bytes.get(from..).unwrap_or_default()).map(|found| from + found) {
            match bytes.get(..at).unwrap_or_default() {
                [] if self.fresh => return Ok(Some(at)),
                [.., b'\r', b'\n'] => return Ok(Some(at)),
                [.., b'\r' | b'\n'] => return Err(Malformed("a delimiter doesn't follow CRLF")),
                _ => from = at + 1,
            }
        }
        Ok(None)
    }
}

/// What stands before a delimiter at this offset and the CRLF before it. A region may begin with the delimiter.
fn before_break(bytes: &[u8], at: usize) -> &[u8] {
    bytes.get(..at.saturating_sub(2)).unwrap_or_default()
}
