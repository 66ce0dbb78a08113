//! What two readers of HTTP/1.1 might take for different requests, refused before it is read (RFC 9112, section 11.2).
//!
//! hyper puts up with a length beside chunks, as it may (section 6.3), and with lines that end without a carriage return
//! (section 2.2). A gateway stands behind and before readers that may not, so neither is let pass. hyper has no switch for that
//! and shows no raw head; so the bytes are looked at on their way to it, and where a head is such a one a byte is spoilt that
//! makes hyper refuse it as it refuses others: 400, and the end of the connection. Of bodies only the sizes of chunks are looked
//! at, to know where the next head begins. What isn't understood here is left to hyper, to the end of the connection.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use memchr::memchr;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A byte that no line of a head may hold.
const SPOILT: u8 = 0;

/// A client's stream whose requests have one framing each.
pub(super) struct Framed<S> {
    stream: S,
    reader: Reader,
}

impl<S> Framed<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, reader: Reader::default() }
    }
}

/// How far the bytes of a connection have been looked at.
#[derive(Debug, Default)]
struct Reader {
    at: At,
    /// The beginning of a line whose end hasn't come.
    begun: Vec<u8>,
    /// What the head has said of its body so far.
    length: Option<u64>,
    chunked: bool,
}

/// What comes next.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum At {
    /// The first line of a request.
    #[default]
    Request,
    /// A header, or the end of the head.
    Header,
    /// The size of a chunk.
    Size,
    /// A trailer, or the end of them.
    Trailer,
    /// So many bytes that are looked at no further, and then a head or the size of a chunk.
    Skip(u64),
    /// What isn't understood.
    Unknown,
}

impl Reader {
    /// Looks at the next bytes, and spoils one where they must not be read.
    fn look(&mut self, bytes: &mut [u8]) {
        let mut from = 0;
        while let Some(rest) = bytes.get(from..).filter(|rest| !rest.is_empty()) {
            match self.at {
                At::Unknown => return,
                At::Skip(count) => {
                    let passed = (rest.len() as u64).min(count);
                    from += usize::try_from(passed).unwrap_or(rest.len());
                    self.at = if passed < count { At::Skip(count - passed) } else { self.behind() };
                }
                At::Request | At::Header | At::Size | At::Trailer => {
                    let Some(end) = memchr(b'\n', rest) else {
                        self.begun.extend_from_slice(rest);
                        return;
                    };
                    let line = rest.get(..end).unwrap_or_default();
                    let good = if self.begun.is_empty() {
                        self.line(line)
                    } else {
                        let mut whole = std::mem::take(&mut self.begun);
                        whole.extend_from_slice(line);
                        self.line(&whole)
                    };
                    from += end;
                    if !good {
                        self.at = At::Unknown;
                        if let Some(byte) = bytes.get_mut(from) {
                            *byte = SPOILT;
                        }
                        return;
                    }
                    from += 1;
                }
            }
        }
    }

    /// What comes behind bytes that were passed over.
    fn behind(&self) -> At {
        if self.chunked { At::Size } else { At::Request }
    }

    /// Takes a line without its line feed; whether it may be read.
    fn line(&mut self, line: &[u8]) -> bool {
        let Some((b'\r', line)) = line.split_last() else {
            // Of a chunk's size hyper wants both itself.
            let left = self.at == At::Size;
            self.at = At::Unknown;
            return left;
        };
        match self.at {
            // An empty line before a request is passed over (RFC 9112, section 2.2).
            At::Request if line.is_empty() => {}
            At::Request => (self.at, self.length, self.chunked) = (At::Header, None, false),
            At::Header if line.is_empty() => {
                self.at = match self.length {
                    _ if self.chunked => At::Size,
                    Some(length) if length > 0 => At::Skip(length),
                    _ => At::Request,
                }
            }
            At::Header => return self.header(line),
            At::Size => {
                self.at = match size(line) {
                    Some(0) => At::Trailer,
                    Some(size) => size.checked_add(2).map_or(At::Unknown, At::Skip),
                    None => At::Unknown,
                }
            }
            At::Trailer if line.is_empty() => self.at = At::Request,
            At::Trailer | At::Skip(_) | At::Unknown => {}
        }
        true
    }

    fn header(&mut self, line: &[u8]) -> bool {
        match line.first() {
            Some(b'c' | b'C') => {
                let Some(value) = value(line, b"content-length:") else { return true };
                match number(value, 10) {
                    Some(length) => self.length = Some(length),
                    None => self.at = At::Unknown,
                }
            }
            Some(b't' | b'T') => {
                let Some(value) = value(line, b"transfer-encoding:") else { return true };
                if self.chunked || !value.eq_ignore_ascii_case(b"chunked") {
                    self.at = At::Unknown;
                }
                self.chunked = true;
            }
            _ => return true,
        }
        !(self.chunked && self.length.is_some())
    }
}

/// What stands behind a name in a line.
fn value<'l>(line: &'l [u8], name: &[u8]) -> Option<&'l [u8]> {
    let (start, value) = line.split_at_checked(name.len())?;
    start.eq_ignore_ascii_case(name).then(|| value.trim_ascii())
}

/// The size of a chunk, without what extends it.
fn size(line: &[u8]) -> Option<u64> {
    let digits = line.split(|byte| *byte == b';').next().unwrap_or_default();
    number(digits.trim_ascii_end(), 16)
}

fn number(digits: &[u8], radix: u32) -> Option<u64> {
    let text = std::str::from_utf8(digits).ok().filter(|text| !text.starts_with('+'))?;
    u64::from_str_radix(text, radix).ok()
}

impl<S: AsyncRead + Unpin> AsyncRead for Framed<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        if let Some(new) = buffer.filled_mut().get_mut(before..) {
            self.reader.look(new);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Framed<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "\r\nPOST /a HTTP/1.1\r\nHost: g\r\nContent-Length: 5\r\n\r\nab\ncdPOST /b HTTP/1.1\r\nhost: g\r\n\
        transfer-encoding: Chunked\r\n\r\n3;a=b\r\n\nab\r\n0\r\nx: y\r\n\r\nGET /c HTTP/1.1\r\nhost: g\r\ncookie: t=c\r\n\r\n";

    /// Whether the bytes are left as they are, whatever the pieces they come in.
    fn passes(text: &str) -> bool {
        let whole = |size: usize| {
            let (mut reader, mut left) = (Reader::default(), true);
            for piece in text.as_bytes().chunks(size) {
                let mut bytes = piece.to_vec();
                reader.look(&mut bytes);
                left &= bytes == piece;
            }
            left
        };
        let all: Vec<bool> = [1, 2, 3, 7, 64, text.len()].into_iter().map(whole).collect();
        assert!(all.iter().all(|one| *one == all[0]), "{text:?}: {all:?}");
        all[0]
    }

    #[test]
    fn heads_behind_bodies_are_found_and_what_is_good_stays() {
        assert!(passes(GOOD));
        for bad in [
            "GET / HTTP/1.1\nhost: g\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: g\n\r\n",
            "GET / HTTP/1.1\r\nhost: g\r\n\n",
            "POST / HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nx: y\r\nContent-Length: 1\r\n\r\n",
        ] {
            assert!(!passes(bad), "{bad:?}");
            assert!(!passes(&format!("{GOOD}{bad}")), "{bad:?}");
        }
        // What hyper refuses is left to it.
        assert!(passes("POST / HTTP/1.1\r\ncontent-length: +1\r\n\r\n\n"));
    }
}
