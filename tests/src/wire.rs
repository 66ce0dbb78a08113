//! HTTP/1.1 messages read from a socket as bytes (RFC 9112), and nothing hidden.

use std::io::{self, Read};

/// The head of a message: its first line, its headers, and the very bytes.
#[derive(Debug, Clone)]
pub struct Head {
    /// The request line or the status line.
    pub first: String,
    /// Names as they were written, with their values.
    pub headers: Vec<(String, String)>,
    /// All of it, with the blank line.
    pub bytes: Vec<u8>,
}

impl Head {
    fn read(bytes: Vec<u8>) -> Self {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let mut lines = text.trim_end().split("\r\n");
        let first = lines.next().unwrap_or_default().to_owned();
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect();
        Self { first, headers, bytes }
    }

    /// The value of a header, where it stands once.
    ///
    /// # Panics
    /// If it stands several times.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let all = self.all(name);
        assert!(all.len() < 2, "{name} stands several times: {all:?}");
        all.first().copied()
    }

    /// All values of a header, in their order.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        let named = self.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str()).collect()
    }

    /// The target of a request.
    #[must_use]
    pub fn target(&self) -> &str {
        self.first.split(' ').nth(1).unwrap_or_default()
    }

    /// The status of an answer.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.first.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default()
    }

    /// How the body is delimited, by the headers alone.
    #[must_use]
    pub fn framing(&self) -> Framing {
        if self.header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
            return Framing::Chunked;
        }
        self.header("content-length").and_then(|length| length.parse().ok()).map_or(Framing::None, Framing::Length)
    }
}

/// How a body is delimited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// The headers name neither a length nor chunks.
    None,
    /// `Content-Length`.
    Length(usize),
    /// `Transfer-Encoding: chunked`.
    Chunked,
}

/// What was read from a socket and not looked at yet.
#[derive(Debug, Default)]
pub(crate) struct Buffer(Vec<u8>);

impl Buffer {
    /// Reads more; false at the end.
    fn fill(&mut self, from: &mut impl Read) -> io::Result<bool> {
        let mut bytes = [0; 16 << 10];
        let count = from.read(&mut bytes)?;
        self.0.extend_from_slice(&bytes[..count]);
        Ok(count > 0)
    }

    fn take(&mut self, count: usize) -> Vec<u8> {
        let rest = self.0.split_off(count);
        std::mem::replace(&mut self.0, rest)
    }

    /// Everything up to and with the first `end`; `None` where the stream ends before.
    pub(crate) fn until(&mut self, end: &[u8], from: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
        let mut looked = 0;
        loop {
            if let Some(at) = self.0[looked..].windows(end.len()).position(|window| window == end) {
                return Ok(Some(self.take(looked + at + end.len())));
            }
            looked = self.0.len().saturating_sub(end.len() - 1);
            if !self.fill(from)? {
                return Ok(None);
            }
        }
    }

    pub(crate) fn exactly(&mut self, count: usize, from: &mut impl Read) -> io::Result<Vec<u8>> {
        while self.0.len() < count {
            if !self.fill(from)? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(self.take(count))
    }

    /// A head; `None` where the stream ends before one begins.
    pub(crate) fn head(&mut self, from: &mut impl Read) -> io::Result<Option<Head>> {
        match self.until(b"\r\n\r\n", from)? {
            Some(bytes) => Ok(Some(Head::read(bytes))),
            None if self.0.is_empty() => Ok(None),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    /// The data of the next chunk; empty for the last one, whose trailers are passed over.
    pub(crate) fn chunk(&mut self, from: &mut impl Read) -> io::Result<Vec<u8>> {
        let line = self.until(b"\r\n", from)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let line = String::from_utf8_lossy(&line).into_owned();
        let size = usize::from_str_radix(line.trim().split(';').next().unwrap_or_default(), 16);
        let size = size.map_err(|_| io::Error::other(format!("no size of a chunk: {line:?}")))?;
        if size == 0 {
            while self.until(b"\r\n", from)?.ok_or(io::ErrorKind::UnexpectedEof)? != b"\r\n" {}
            return Ok(Vec::new());
        }
        let data = self.exactly(size, from)?;
        self.exactly(2, from)?;
        Ok(data)
    }

    /// A whole body of known framing.
    pub(crate) fn body(&mut self, framing: Framing, from: &mut impl Read) -> io::Result<Vec<u8>> {
        match framing {
            Framing::None => Ok(Vec::new()),
            Framing::Length(length) => self.exactly(length, from),
            Framing::Chunked => {
                let mut whole = Vec::new();
                loop {
                    let chunk = self.chunk(from)?;
                    if chunk.is_empty() {
                        return Ok(whole);
                    }
                    whole.extend(chunk);
                }
            }
        }
    }

    /// All that comes until the stream ends.
    pub(crate) fn rest(&mut self, from: &mut impl Read) -> io::Result<Vec<u8>> {
        while self.fill(from)? {}
        Ok(std::mem::take(&mut self.0))
    }
}
