//! A body in chunks (RFC 9112, section 7.1).

use bytes::{Buf as _, Bytes, BytesMut};
use http::HeaderMap;
use http_body::Frame;
use httparse::Status;

use super::super::failure::Failure;
use super::response::{Taken, fields, invalid};

/// No line with a chunk's size is longer, what extends it included.
const LONGEST_LINE: usize = 4 << 10;

/// No trailers are longer.
const LONGEST_TRAILERS: usize = 16 << 10;

/// No body has more trailers.
const TRAILERS: usize = 100;

/// What comes next.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chunks {
    /// The size of a chunk.
    #[default]
    Size,
    /// So many bytes of one.
    Data(u64),
    /// The line end behind them.
    LineEnd,
    /// Trailers, or the empty line in their place.
    Trailers,
    /// Nothing.
    End,
}

impl Chunks {
    pub(super) fn have_ended(self) -> bool {
        self == Self::End
    }

    /// Takes what is there: the data of all chunks as one piece, and when there is none the trailers. What is wrong behind some
    /// data is met again when it was taken.
    pub(super) fn take(&mut self, ahead: &mut Bytes) -> Result<Taken, Failure> {
        let mut data = Joined::default();
        loop {
            match self.step(ahead, &mut data) {
                Ok(Step::On) => {}
                Ok(Step::Trailers(trailers)) => return Ok(Taken::Frame(Frame::trailers(trailers))),
                Err(failure) if data.is_empty() => return Err(failure),
                Ok(Step::Wait) | Err(_) => break,
            }
        }
        Ok(match data.into_piece() {
            Some(piece) => Taken::Frame(Frame::data(piece)),
            None if self.have_ended() => Taken::All,
            None => Taken::Nothing,
        })
    }

    fn step(&mut self, ahead: &mut Bytes, data: &mut Joined) -> Result<Step, Failure> {
        match *self {
            Self::Size => {
                let Some((length, size)) = size(ahead)? else { return Ok(Step::Wait) };
                ahead.advance(length);
                *self = if size == 0 { Self::Trailers } else { Self::Data(size) };
            }
            Self::Data(left) => {
                if ahead.is_empty() {
                    return Ok(Step::Wait);
                }
                let piece = ahead.split_to(ahead.len().min(usize::try_from(left).unwrap_or(usize::MAX)));
                let left = left - piece.len() as u64;
                data.add(piece, ahead.len());
                *self = if left == 0 { Self::LineEnd } else { Self::Data(left) };
            }
            Self::LineEnd => match **ahead {
                [b'\r', b'\n', ..] => {
                    ahead.advance(2);
                    *self = Self::Size;
                }
                [] | [b'\r'] => return Ok(Step::Wait),
                _ => return Err(invalid("a chunk is longer than it said")),
            },
            Self::Trailers if ahead.starts_with(b"\r\n") => {
                ahead.advance(2);
                *self = Self::End;
            }
            Self::Trailers if data.is_empty() => {
                let Some(trailers) = trailers(ahead)? else { return Ok(Step::Wait) };
                *self = Self::End;
                return Ok(Step::Trailers(trailers));
            }
            Self::Trailers | Self::End => return Ok(Step::Wait),
        }
        Ok(Step::On)
    }
}

/// What comes of a look at what is there.
enum Step {
    On,
    /// There is no more to take.
    Wait,
    Trailers(HeaderMap),
}

/// The length of a line with a chunk's size, and the size; `None` where the line isn't whole.
fn size(ahead: &[u8]) -> Result<Option<(usize, u64)>, Failure> {
    match httparse::parse_chunk_size(ahead) {
        // httparse takes no digits for none, and a line feed for a part of what extends a size.
        Ok(Status::Complete((length, size)))
            if ahead.first().is_some_and(u8::is_ascii_hexdigit) && memchr::memchr(b'\n', ahead) == Some(length - 1) =>
        {
            Ok(Some((length, size)))
        }
        Ok(Status::Partial) if ahead.len() <= LONGEST_LINE && memchr::memchr(b'\n', ahead).is_none() => Ok(None),
        Ok(_) | Err(_) => Err(invalid("a chunk has no valid size")),
    }
}

/// The trailers, with the empty line behind them; `None` where they aren't whole.
fn trailers(ahead: &mut Bytes) -> Result<Option<HeaderMap>, Failure> {
    let mut space = [httparse::EMPTY_HEADER; TRAILERS];
    match httparse::parse_headers(ahead, &mut space) {
        // httparse takes a line feed alone for a line's end.
        Ok(Status::Complete((length, _))) if has_bare_feed(ahead.get(..length).unwrap_or_default()) => {
            Err(invalid("a trailer's line has no end"))
        }
        Ok(Status::Complete((length, found))) => {
            let trailers = fields(ahead, found)?;
            ahead.advance(length);
            Ok(Some(trailers))
        }
        Ok(Status::Partial) if ahead.len() <= LONGEST_TRAILERS => Ok(None),
        Ok(Status::Partial) => Err(invalid("the trailers are too long")),
        Err(error) => Err(invalid(error)),
    }
}

/// Whether a line ends without a carriage return.
pub(super) fn has_bare_feed(lines: &[u8]) -> bool {
    memchr::memchr_iter(b'\n', lines).any(|at| at == 0 || lines.get(at - 1) != Some(&b'\r'))
}

/// The data of chunks as one piece. That of one alone stays where it is.
#[derive(Default)]
struct Joined {
    first: Bytes,
    all: BytesMut,
}

impl Joined {
    fn is_empty(&self) -> bool {
        self.first.is_empty() && self.all.is_empty()
    }

    /// `more`: how many bytes may follow.
    fn add(&mut self, piece: Bytes, more: usize) {
        if self.is_empty() {
            self.first = piece;
            return;
        }
        if self.all.is_empty() {
            self.all.reserve(self.first.len() + piece.len() + more);
            self.all.extend_from_slice(&std::mem::take(&mut self.first));
        }
        self.all.extend_from_slice(&piece);
    }

    fn into_piece(self) -> Option<Bytes> {
        let piece = if self.all.is_empty() { self.first } else { self.all.freeze() };
        (!piece.is_empty()).then_some(piece)
    }
}
