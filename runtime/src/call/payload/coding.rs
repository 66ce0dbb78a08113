//! Bodies in a content coding (RFC 9110, section 8.4), decoded so that they can be read. What goes to the backend is what came.

use std::io::{self, Read};

use brotli_decompressor::Decompressor;
use bytes::Bytes;
use flate2::bufread::{MultiGzDecoder, ZlibDecoder};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use ruzstd::decoding::StreamingDecoder;

use super::too_large;
use crate::fault::{Fault, Flow};
use crate::header::bears;

/// A content coding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

impl Coding {
    fn named(name: &[u8]) -> Option<Self> {
        match name.to_ascii_lowercase().as_slice() {
            b"gzip" | b"x-gzip" => Some(Self::Gzip),
            b"deflate" => Some(Self::Deflate),
            b"br" => Some(Self::Brotli),
            b"zstd" => Some(Self::Zstd),
            _ => None,
        }
    }
}

/// What a body is coded by; `None`: it isn't.
///
/// # Errors
/// 415 for another coding than those that are taken, and for several, one upon the other.
pub(super) fn of(headers: &HeaderMap) -> Flow<Option<Coding>> {
    if !bears(headers, &header::CONTENT_ENCODING) {
        return Ok(None);
    }
    let values = headers.get_all(header::CONTENT_ENCODING).iter().map(HeaderValue::as_bytes);
    let names = values.flat_map(|value| value.split(|byte| *byte == b',')).map(<[u8]>::trim_ascii);
    let mut coding = None;
    for name in names.filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case(b"identity")) {
        match (Coding::named(name), coding) {
            (Some(named), None) => coding = Some(named),
            _ => {
                let message = "The body may be coded once, by gzip, deflate, br or zstd.";
                let code = "unsupported_content_encoding";
                return Err(Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, code, message));
            }
        }
    }
    Ok(coding)
}

/// The body as it was before it was coded.
///
/// # Errors
/// 400 where it is no such coding, 413 where it holds more than `limit` bytes.
pub(super) fn decode(body: &[u8], coding: Coding, limit: u64) -> Flow<Bytes> {
    let mut decoded = Vec::new();
    let mut left = body;
    let read = match coding {
        Coding::Gzip => up_to(MultiGzDecoder::new(&mut left), limit, &mut decoded),
        Coding::Deflate => up_to(ZlibDecoder::new(&mut left), limit, &mut decoded),
        Coding::Brotli => up_to(Decompressor::new(&mut left, 4096), limit, &mut decoded),
        Coding::Zstd => frames(&mut left, limit, &mut decoded),
    };
    match read {
        // More than the limit is more than enough, and need not have been read to its end.
        Ok(()) if decoded.len() as u64 > limit => Err(too_large(limit)),
        Ok(()) if left.is_empty() => Ok(decoded.into()),
        Ok(()) => Err(undecodable("something stands behind its end")),
        Err(error) => Err(undecodable(&error.to_string())),
    }
}

fn up_to(from: impl Read, limit: u64, to: &mut Vec<u8>) -> io::Result<()> {
    from.take((limit + 1).saturating_sub(to.len() as u64)).read_to_end(to).map(|_| ())
}

/// The most that a decoder of zstd must keep (RFC 9659).
const WINDOW: u64 = 8 << 20;

/// Frames of zstd, one after the other (RFC 8878, section 3.1).
fn frames(from: &mut &[u8], limit: u64, to: &mut Vec<u8>) -> io::Result<()> {
    while !from.is_empty() && to.len() as u64 <= limit {
        if window(from).is_some_and(|window| window > WINDOW) {
            return Err(io::Error::other("its window is larger than 8 MiB"));
        }
        let decoder = StreamingDecoder::new(&mut *from).map_err(io::Error::other)?;
        up_to(decoder, limit, to)?;
    }
    Ok(())
}

/// How much of a frame its decoder keeps, as its header says (RFC 8878, section 3.1.1.1). `None`: no more than the frame holds.
fn window(frame: &[u8]) -> Option<u64> {
    let descriptor = *frame.get(4)?;
    if descriptor & 0x20 == 0 {
        let said = *frame.get(5)?;
        let base = 1_u64 << (10 + u32::from(said >> 3));
        return Some(base + base / 8 * u64::from(said & 7));
    }
    // A single segment is kept whole: its window is the size of its content, which stands behind the id of its dictionary.
    let at = 5 + [0, 1, 2, 4].get(usize::from(descriptor & 3))?;
    let width = *[1, 2, 4, 8].get(usize::from(descriptor >> 6))?;
    let size = frame.get(at..at + width)?;
    Some(size.iter().rev().fold(0, |size, byte| size << 8 | u64::from(*byte)))
}

#[cold]
fn undecodable(why: &str) -> Fault {
    Fault::bad_request("invalid_content_encoding", "The body is not coded as its Content-Encoding says.")
        .detail(why.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn code(body: &[u8], coding: Coding, limit: u64) -> Result<Bytes, &'static str> {
        decode(body, coding, limit).map_err(|fault| fault.code())
    }

    #[test]
    fn what_was_coded_is_decoded_and_held_to_its_limit() {
        let text = b"{\"name\": \"a\"}".repeat(1000);
        let size = text.len() as u64;
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(&text).unwrap();
        let coded = [
            (Coding::Gzip, gzip(&text)),
            (Coding::Gzip, [gzip(&text[..5000]), gzip(&text[5000..])].concat()),
            (Coding::Deflate, zlib.finish().unwrap()),
            (Coding::Zstd, compress_to_vec(&text[..], CompressionLevel::Fastest)),
            (
                Coding::Zstd,
                [&text[..7], &text[7..]].map(|part| compress_to_vec(part, CompressionLevel::Fastest)).concat(),
            ),
        ];
        for (coding, body) in coded {
            assert_eq!(code(&body, coding, size).as_deref(), Ok(&text[..]), "{coding:?}");
            assert_eq!(code(&body, coding, size - 1), Err("body_too_large"), "{coding:?}");
            assert_eq!(code(&body[..body.len() / 2], coding, size), Err("invalid_content_encoding"), "{coding:?}");
            let more = [&body[..], b"more"].concat();
            assert_eq!(code(&more, coding, size), Err("invalid_content_encoding"), "{coding:?}");
        }
        // `hello` in brotli, as a stored block.
        assert_eq!(code(b"\x0b\x02\x80hello\x03", Coding::Brotli, 5).as_deref(), Ok(&b"hello"[..]));
        assert_eq!(code(b"\x0b\x02\x80hello\x03", Coding::Brotli, 4), Err("body_too_large"));
        for coding in [Coding::Gzip, Coding::Deflate, Coding::Brotli, Coding::Zstd] {
            assert_eq!(code(b"plain text", coding, 1000), Err("invalid_content_encoding"), "{coding:?}");
        }
    }

    #[test]
    fn a_window_that_is_too_large_is_not_kept() {
        // 2 GiB, and 1 GiB in a single segment.
        for frame in [&b"\x28\xb5\x2f\xfd\x00\xa8\x00\x00\x00"[..], b"\x28\xb5\x2f\xfd\xa0\x00\x00\x00\x40\x00\x00\x00"]
        {
            assert!(window(frame).unwrap() >= 1 << 30);
            assert_eq!(code(frame, Coding::Zstd, 1000), Err("invalid_content_encoding"));
        }
    }

    #[test]
    fn one_coding_is_taken() {
        let said = |value: &'static str| {
            let headers = HeaderMap::from_iter([(header::CONTENT_ENCODING, HeaderValue::from_static(value))]);
            of(&headers).map_err(|fault| fault.code())
        };
        assert_eq!(said("identity"), Ok(None));
        assert_eq!(said("GZip, identity"), Ok(Some(Coding::Gzip)));
        assert_eq!(said("br"), Ok(Some(Coding::Brotli)));
        assert_eq!(said("gzip, gzip"), Err("unsupported_content_encoding"));
        assert_eq!(said("compress"), Err("unsupported_content_encoding"));
    }
}
