//! One end of a connection, played by hand. Nothing here waits for ever: what doesn't come in time fails the test.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Wire<S> {
    pub(crate) stream: S,
    /// What was read and not yet asked for.
    ahead: Vec<u8>,
}

/// A body in chunks, as far as it came.
#[derive(Debug)]
pub(crate) struct Chunked {
    pub(crate) text: String,
    /// The trailers, where the last chunk came.
    pub(crate) trailers: Option<String>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream, ahead: Vec::new() }
    }

    pub(crate) async fn send(&mut self, text: impl AsRef<[u8]>) {
        timeout(PATIENCE, self.stream.write_all(text.as_ref())).await.expect("nobody reads").unwrap();
        self.stream.flush().await.unwrap();
    }

    /// False at the end.
    async fn more(&mut self) -> io::Result<bool> {
        let mut buffer = [0; 16 << 10];
        let read = timeout(PATIENCE, self.stream.read(&mut buffer)).await.expect("nothing comes")?;
        self.ahead.extend_from_slice(&buffer[..read]);
        Ok(read > 0)
    }

    /// All up to this, with it. `None`: the connection ended before.
    pub(crate) async fn find(&mut self, end: &str) -> Option<String> {
        let mut from = 0;
        loop {
            if let Some(at) = memchr::memmem::find(&self.ahead[from..], end.as_bytes()) {
                let rest = self.ahead.split_off(from + at + end.len());
                return Some(String::from_utf8(std::mem::replace(&mut self.ahead, rest)).unwrap());
            }
            from = self.ahead.len().saturating_sub(end.len());
            if !self.more().await.unwrap_or(false) {
                return None;
            }
        }
    }

    pub(crate) async fn until(&mut self, end: &str) -> String {
        match self.find(end).await {
            Some(text) => text,
            None => panic!("ended before {end:?}: {}", String::from_utf8_lossy(&self.ahead)),
        }
    }

    /// A head, with its blank line.
    pub(crate) async fn head(&mut self) -> String {
        self.until("\r\n\r\n").await
    }

    /// A head and the body of the length that it names.
    pub(crate) async fn message(&mut self) -> (String, String) {
        let head = self.head().await;
        let length = field(&head, "content-length").map_or(0, |length| length.parse().unwrap());
        let body = String::from_utf8(self.exactly(length).await).unwrap();
        (head, body)
    }

    pub(crate) async fn exactly(&mut self, length: usize) -> Vec<u8> {
        while self.ahead.len() < length {
            assert!(self.more().await.unwrap(), "ended after {} of {length} bytes", self.ahead.len());
        }
        let rest = self.ahead.split_off(length);
        std::mem::replace(&mut self.ahead, rest)
    }

    /// So many bytes, or fewer where the connection ends before.
    pub(crate) async fn up_to(&mut self, length: usize) -> Vec<u8> {
        while self.ahead.len() < length && self.more().await.unwrap_or(false) {}
        let rest = self.ahead.split_off(length.min(self.ahead.len()));
        std::mem::replace(&mut self.ahead, rest)
    }

    /// All up to the connection's end, however it comes.
    pub(crate) async fn rest(&mut self) -> Vec<u8> {
        while self.more().await.unwrap_or(false) {}
        std::mem::take(&mut self.ahead)
    }

    pub(crate) async fn chunked(&mut self) -> Chunked {
        let mut body = Vec::new();
        loop {
            let size = self.find("\r\n").await;
            let size = size.map(|size| usize::from_str_radix(size.trim_end(), 16).unwrap());
            match size {
                Some(0) => {
                    let mut trailers = String::new();
                    loop {
                        match self.until("\r\n").await.as_str() {
                            "\r\n" => break,
                            line => trailers.push_str(line),
                        }
                    }
                    return Chunked { text: String::from_utf8(body).unwrap(), trailers: Some(trailers) };
                }
                Some(size) => {
                    body.extend(self.exactly(size).await);
                    assert_eq!(self.exactly(2).await, b"\r\n");
                }
                None => return Chunked { text: String::from_utf8(body).unwrap(), trailers: None },
            }
        }
    }

    /// Sends bytes as one chunk.
    pub(crate) async fn chunk(&mut self, text: impl AsRef<[u8]>) {
        let text = text.as_ref();
        let mut chunk = format!("{:x}\r\n", text.len()).into_bytes();
        chunk.extend_from_slice(text);
        chunk.extend_from_slice(b"\r\n");
        self.send(chunk).await;
    }

    /// Waits for the other end to go.
    pub(crate) async fn gone(&mut self) {
        while self.more().await.unwrap_or(false) {}
    }
}

impl Wire<TcpStream> {
    /// Ends the connection with a reset.
    pub(crate) fn reset(self) {
        socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)).unwrap();
    }
}

pub(crate) fn field<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let fields = head.lines().filter_map(|line| line.split_once(':'));
    fields.filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
}

pub(crate) fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: g\r\n\r\n")
}

pub(crate) fn post(path: &str, body: &str) -> String {
    format!("POST {path} HTTP/1.1\r\nhost: g\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

/// The next connection to the backend.
pub(crate) async fn accept(backend: &TcpListener) -> Wire<TcpStream> {
    Wire::new(timeout(PATIENCE, backend.accept()).await.expect("no connection comes").unwrap().0)
}

/// Nobody connects to the backend.
pub(crate) async fn nobody(backend: &TcpListener) {
    assert!(timeout(Duration::from_millis(100), backend.accept()).await.is_err(), "a connection that isn't needed");
}

pub(crate) const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
pub(crate) const EVENTS: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
