//! A client that sends the bytes it is given.

use std::io::{self, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};

use crate::wire::{Buffer, Framing, Head};
use crate::{KEYS, PATIENCE};

/// One connection to a gateway.
#[derive(Debug)]
pub struct Client {
    stream: TcpStream,
    buffer: Buffer,
    head_request: bool,
}

/// A whole answer.
#[derive(Debug, Clone)]
pub struct Response {
    /// Status line and headers.
    pub head: Head,
    /// The body, out of its chunks.
    pub body: Vec<u8>,
}

impl Response {
    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.head.status()
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// Where it is something else.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

impl Client {
    /// Connects.
    ///
    /// # Panics
    /// Where nobody listens.
    #[must_use]
    pub fn connect(address: SocketAddr) -> Self {
        Self::try_connect(address).expect("the gateway takes connections")
    }

    /// Connects, if somebody listens.
    ///
    /// # Errors
    /// What the system says.
    pub fn try_connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Buffer::default(), head_request: false })
    }

    /// Sends bytes as they are.
    ///
    /// # Panics
    /// Where the gateway doesn't take them.
    pub fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).expect("the gateway takes the bytes");
    }

    /// Sends bytes that the gateway may refuse to read, having answered already.
    pub fn send_or_not(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).is_ok()
    }

    /// Sends a request with a `Host`, the lines of headers that are given, and a body with its length if there is one.
    pub fn request(&mut self, method: &str, target: &str, headers: &str, body: &[u8]) {
        self.head_request = method == "HEAD";
        let length = if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
        let head = format!("{method} {target} HTTP/1.1\r\nhost: gateway.test\r\n{headers}{length}\r\n");
        self.send(&[head.as_bytes(), body].concat());
    }

    /// [`Client::request`] with a good key.
    pub fn admitted(&mut self, method: &str, target: &str, headers: &str, body: &[u8]) {
        self.request(method, target, &format!("api-key: {}\r\n{headers}", KEYS[0]), body);
    }

    /// The head of the next answer.
    ///
    /// # Panics
    /// Where none comes.
    pub fn head(&mut self) -> Head {
        self.buffer.head(&mut self.stream).expect("an answer comes").expect("an answer before the end")
    }

    /// The next chunk of an answer; empty: the last one.
    ///
    /// # Errors
    /// Where the connection breaks or ends.
    pub fn chunk(&mut self) -> io::Result<Vec<u8>> {
        self.buffer.chunk(&mut self.stream)
    }

    /// The body behind a head.
    ///
    /// # Errors
    /// Where the connection breaks, or ends before the body does.
    pub fn body(&mut self, head: &Head) -> io::Result<Vec<u8>> {
        let bodiless = self.head_request || matches!(head.status(), 204 | 304);
        match head.framing() {
            _ if bodiless => Ok(Vec::new()),
            Framing::None => self.buffer.rest(&mut self.stream),
            framing => self.buffer.body(framing, &mut self.stream),
        }
    }

    /// The next answer, whole.
    ///
    /// # Panics
    /// Where it doesn't come, or breaks off.
    pub fn response(&mut self) -> Response {
        let head = self.head();
        let body = self.body(&head).expect("the body comes whole");
        Response { head, body }
    }

    /// Reads what still comes until the gateway closes.
    ///
    /// # Errors
    /// Where the connection breaks.
    pub fn rest(&mut self) -> io::Result<Vec<u8>> {
        self.buffer.rest(&mut self.stream)
    }

    /// Leaves.
    pub fn leave(self) {
        // A connection that is gone already is left too.
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}
