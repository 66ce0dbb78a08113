//! HTTP/2 by the frame (RFC 9113), for clients that do what no library lets them: headers are written as literals (RFC 7541,
//! section 6.2.2), and of answers no more is read than what tells one frame from another.

use std::io;
use std::time::{Duration, Instant};

use crate::TlsClient;

/// `DATA`
pub const DATA: u8 = 0x0;
/// `HEADERS`
pub const HEADERS: u8 = 0x1;
/// `RST_STREAM`
pub const RST_STREAM: u8 = 0x3;
/// `SETTINGS`
pub const SETTINGS: u8 = 0x4;
/// `PING`
pub const PING: u8 = 0x6;
/// `GOAWAY`
pub const GOAWAY: u8 = 0x7;
/// `WINDOW_UPDATE`
pub const WINDOW_UPDATE: u8 = 0x8;
/// `CONTINUATION`
pub const CONTINUATION: u8 = 0x9;

/// The stream has nothing more to come.
pub const END_STREAM: u8 = 0x1;
/// The headers have nothing more to come.
pub const END_HEADERS: u8 = 0x4;

/// The setting of how much of earlier headers is kept.
const HEADER_TABLE_SIZE: u16 = 0x1;

/// The setting of how many bytes a stream may have on its way.
pub const INITIAL_WINDOW_SIZE: u16 = 0x4;

/// A frame that came.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Its type.
    pub kind: u8,
    /// Its flags.
    pub flags: u8,
    /// Its stream; 0: the connection.
    pub stream: u32,
    /// What it holds.
    pub payload: Vec<u8>,
}

impl Frame {
    /// The status of an answer, where these are its headers: the common ones have an index (RFC 7541, appendix A), others are
    /// written out, with the code of Huffman or without.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        if self.kind != HEADERS {
            return None;
        }
        // The size of the table may be said before (RFC 7541, section 6.3).
        let block = self.payload.strip_prefix(&[0x20]).unwrap_or(&self.payload);
        match *block.first()? {
            0x88 => Some(200),
            0x89 => Some(204),
            0x8a => Some(206),
            0x8b => Some(304),
            0x8c => Some(400),
            0x8d => Some(404),
            0x8e => Some(500),
            0x08 | 0x18 | 0x48 => written(block),
            _ => None,
        }
    }

    /// Why the connection or the stream was ended.
    #[must_use]
    pub fn reason(&self) -> Option<u32> {
        let at = match self.kind {
            RST_STREAM => 0,
            GOAWAY => 4,
            _ => return None,
        };
        Some(u32::from_be_bytes(self.payload.get(at..at + 4)?.try_into().ok()?))
    }
}

/// Three digits behind a length. In the code of Huffman 0, 1 and 2 have five bits, 3 to 9 six.
fn written(payload: &[u8]) -> Option<u16> {
    let length = *payload.get(1)?;
    let text = payload.get(2..2 + usize::from(length & 0x7f))?;
    if length & 0x80 == 0 {
        return std::str::from_utf8(text).ok()?.parse().ok();
    }
    let bits = text.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (32 - 8 * text.len());
    let (mut bits, mut number) = (bits, 0);
    for _ in 0..3 {
        let (digit, width) = match bits >> 27 {
            digit @ 0..=2 => (digit, 5),
            _ => ((bits >> 26).checked_sub(0x19)? + 3, 6),
        };
        number = number * 10 + u16::try_from(digit).ok()?;
        bits <<= width;
    }
    Some(number)
}

/// A connection of HTTP/2.
#[derive(Debug)]
pub struct Frames {
    client: TlsClient,
    unread: Vec<u8>,
}

impl Frames {
    /// Says the preface with these settings.
    ///
    /// # Panics
    /// Where the gateway doesn't take it.
    #[must_use]
    pub fn begin(client: TlsClient, settings: &[(u16, u32)]) -> Self {
        assert_eq!(client.alpn(), Some("h2"));
        let mut frames = Self { client, unread: Vec::new() };
        // Without a table, no header is sent as its place in one.
        let settings: Vec<u8> = [(HEADER_TABLE_SIZE, 0)]
            .iter()
            .chain(settings)
            .flat_map(|(name, value)| [name.to_be_bytes().to_vec(), value.to_be_bytes().to_vec()].concat())
            .collect();
        let preface = [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), frame(SETTINGS, 0, 0, &settings)].concat();
        frames.send(&preface).expect("the preface is taken");
        frames
    }

    /// Sends frames as they are.
    ///
    /// # Errors
    /// The gateway has closed.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.client.send(bytes)
    }

    /// The next frame, after pings and settings were acknowledged. `None`: the gateway has closed.
    ///
    /// # Errors
    /// Nothing comes.
    pub fn receive(&mut self) -> io::Result<Option<Frame>> {
        loop {
            let Some(frame) = self.read()? else { return Ok(None) };
            let acknowledged = frame.flags & 0x1 != 0;
            match frame.kind {
                // Where the gateway has closed, the next read tells.
                SETTINGS if !acknowledged => drop(self.send(&self::frame(SETTINGS, 1, 0, &[]))),
                PING if !acknowledged => drop(self.send(&self::frame(PING, 1, 0, &frame.payload))),
                SETTINGS => {}
                _ => return Ok(Some(frame)),
            }
        }
    }

    fn read(&mut self) -> io::Result<Option<Frame>> {
        loop {
            if let Some((head, rest)) = self.unread.split_at_checked(9) {
                let length = usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2]);
                if rest.len() >= length {
                    let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]) & 0x7fff_ffff;
                    let frame = Frame { kind: head[3], flags: head[4], stream, payload: rest[..length].to_vec() };
                    self.unread.drain(..9 + length);
                    return Ok(Some(frame));
                }
            }
            let mut bytes = [0; 16 << 10];
            match self.client.receive(&mut bytes) {
                Ok(0) => return Ok(None),
                Ok(count) => self.unread.extend_from_slice(&bytes[..count]),
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                    return Err(error);
                }
                // A peer that is cut off says no goodbye.
                Err(_) => return Ok(None),
            }
        }
    }

    /// The next frame of this kind on this stream; others are passed over.
    ///
    /// # Panics
    /// The connection ends before one comes.
    pub fn wait_for(&mut self, kind: u8, stream: u32) -> Frame {
        loop {
            let frame = self.receive().expect("the connection stands").expect("a frame comes");
            if frame.kind == kind && frame.stream == stream {
                return frame;
            }
        }
    }

    /// Reads until the gateway closes: why, if it says, and how long it took.
    ///
    /// # Panics
    /// It doesn't.
    pub fn closed(&mut self) -> (Option<u32>, Duration) {
        let (since, mut reason) = (Instant::now(), None);
        while let Some(frame) = self.receive().expect("the gateway closes") {
            if frame.kind == GOAWAY {
                reason = frame.reason();
            }
        }
        (reason, since.elapsed())
    }
}

/// A frame.
#[must_use]
pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut bytes = length[1..].to_vec();
    bytes.extend([kind, flags]);
    bytes.extend(stream.to_be_bytes());
    bytes.extend_from_slice(payload);
    bytes
}

/// Headers as literals that no table keeps.
#[must_use]
pub fn fields(fields: &[(&str, &str)]) -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in fields {
        block.push(0);
        for text in [name, value] {
            integer(&mut block, text.len());
            block.extend_from_slice(text.as_bytes());
        }
    }
    block
}

/// A length with a prefix of seven bits (RFC 7541, section 5.1).
fn integer(block: &mut Vec<u8>, mut value: usize) {
    if value < 127 {
        block.push(u8::try_from(value).unwrap());
        return;
    }
    block.push(127);
    value -= 127;
    while value >= 128 {
        block.push(u8::try_from(value % 128).unwrap() | 128);
        value /= 128;
    }
    block.push(u8::try_from(value).unwrap());
}

/// A request's headers in one frame.
#[must_use]
pub fn request(stream: u32, flags: u8, method: &str, path: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let mut all = vec![(":method", method), (":scheme", "https"), (":path", path), (":authority", "localhost")];
    all.extend_from_slice(more);
    frame(HEADERS, flags | END_HEADERS, stream, &fields(&all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_with_the_code_of_huffman_and_without() {
        let headers = |payload: &[u8]| Frame { kind: HEADERS, flags: 0, stream: 1, payload: payload.to_vec() }.status();
        assert_eq!(headers(b"\x48\x03431"), Some(431));
        assert_eq!(headers(b"\x48\x82\x64\x02"), Some(302), "RFC 7541, appendix C.6.1");
        assert_eq!(headers(b"\x48\x83\x64\x0e\xff"), Some(307), "appendix C.6.2");
    }
}
