//! Just enough HTTP/1.1 to send and answer requests more cheaply than any proxy between can handle them.

use memchr::memmem::find;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use crate::Outcome;

/// One side of a connection: the socket and what has been read of it.
pub(crate) struct Wire {
    /// The socket.
    pub(crate) socket: TcpStream,
    buffer: Vec<u8>,
    start: usize,
}

/// What a message's head says of its answer and of its body.
pub(crate) struct Head {
    /// Whether its start line says that an answer is 200.
    pub(crate) ok: bool,
    length: Option<usize>,
    chunked: bool,
}

impl Wire {
    /// Wraps a connected socket; sends are not delayed.
    pub(crate) fn new(socket: TcpStream) -> std::io::Result<Self> {
        socket.set_nodelay(true)?;
        Ok(Self { socket, buffer: Vec::with_capacity(256 * 1024), start: 0 })
    }

    /// Reads the next head; `None` when the other side closed between messages.
    pub(crate) async fn head(&mut self) -> Outcome<Option<Head>> {
        loop {
            let unread = &self.buffer[self.start..];
            if let Some(end) = find(unread, b"\r\n\r\n") {
                let head = Head::parse(&unread[..end]);
                self.start += end + 4;
                return Ok(Some(head));
            }
            if !self.fill().await? {
                return if self.start == self.buffer.len() { Ok(None) } else { Err("closed within a head".into()) };
            }
        }
    }

    /// Reads the body that belongs to `head` and returns its length without framing and whether `marker` is in its
    /// first kilobyte.
    pub(crate) async fn body(&mut self, head: &Head, markers: [&[u8]; 2]) -> Outcome<(usize, [bool; 2])> {
        let mut seen = [false; 2];
        if !head.chunked {
            let length = head.length.unwrap_or(0);
            self.need(length.min(64 * 1024)).await?;
            let first = &self.buffer[self.start..self.start + length.min(64 * 1024)];
            for (seen, marker) in seen.iter_mut().zip(markers) {
                *seen = first.len() <= 4096 && find(first, marker).is_some();
            }
            self.skip(length).await?;
            return Ok((length, seen));
        }
        let mut total = 0;
        loop {
            let size = self.chunk_size().await?;
            self.skip(size + 2).await?;
            if size == 0 {
                return Ok((total, seen));
            }
            total += size;
        }
    }

    async fn chunk_size(&mut self) -> Outcome<usize> {
        loop {
            let unread = &self.buffer[self.start..];
            if let Some(end) = find(unread, b"\r\n") {
                let line = std::str::from_utf8(&unread[..end])?;
                let size = usize::from_str_radix(line.split(';').next().unwrap_or(line).trim(), 16)?;
                self.start += end + 2;
                return Ok(size);
            }
            if !self.fill().await? {
                return Err("closed within a chunk".into());
            }
        }
    }

    async fn need(&mut self, count: usize) -> Outcome<()> {
        while self.buffer.len() - self.start < count {
            if !self.fill().await? {
                return Err("closed within a body".into());
            }
        }
        Ok(())
    }

    async fn skip(&mut self, mut count: usize) -> Outcome<()> {
        loop {
            let step = count.min(self.buffer.len() - self.start);
            self.start += step;
            count -= step;
            if count == 0 {
                return Ok(());
            }
            if !self.fill().await? {
                return Err("closed within a body".into());
            }
        }
    }

    async fn fill(&mut self) -> std::io::Result<bool> {
        // Most often all is read: then nothing is moved.
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        Ok(self.socket.read_buf(&mut self.buffer).await? > 0)
    }
}

impl Head {
    fn parse(head: &[u8]) -> Self {
        let mut read = Self { ok: head.starts_with(b"HTTP/1.1 200"), length: None, chunked: false };
        let mut rest = head;
        while let Some(at) = memchr::memchr(b'\n', rest) {
            rest = &rest[at + 1..];
            if let Some(value) = value(rest, b"content-length:") {
                read.length = std::str::from_utf8(value).ok().and_then(|digits| digits.parse().ok());
            } else if let Some(value) = value(rest, b"transfer-encoding:") {
                read.chunked = value == b"chunked";
            }
        }
        read
    }
}

/// The value of the header line that `line` begins with, where it has this name, given in lower case with its colon.
fn value<'h>(line: &'h [u8], name: &[u8]) -> Option<&'h [u8]> {
    let (found, rest) = line.split_at_checked(name.len())?;
    let end = memchr::memchr(b'\r', rest).unwrap_or(rest.len());
    found.eq_ignore_ascii_case(name).then(|| rest[..end].trim_ascii())
}
