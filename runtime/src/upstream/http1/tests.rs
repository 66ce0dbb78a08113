//! What backends may say, by the million of small accidents, read by this and by hyper's client: both must make the same of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::VecDeque;
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use http_body::Body;
use http_body_util::Empty;
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::chunks::has_bare_feed;
use super::response::{self, Head, LONGEST_BODY, Taken};
use crate::operation::is_chunked;

/// What a reader makes of an answer.
#[derive(Debug, PartialEq, Eq)]
enum Made {
    /// No head has come, or none that is one.
    NoAnswer { invalid: bool },
    Answer {
        status: StatusCode,
        headers: Vec<(String, Vec<u8>)>,
        body: Vec<u8>,
        trailers: Vec<(String, Vec<u8>)>,
        end: End,
    },
}

#[derive(Debug, PartialEq, Eq)]
enum End {
    /// Whole; whether the connection is kept.
    Whole { kept: bool },
    /// Broken off, by an error or the connection's end.
    Broken,
    /// More is waited for.
    Open,
}

fn sorted(fields: &HeaderMap) -> Vec<(String, Vec<u8>)> {
    let mut sorted: Vec<_> = fields.iter().map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect();
    sorted.sort();
    sorted
}

/// `ends`: whether the connection ends behind the pieces, or stays silent.
fn ours(pieces: &[Bytes], ends: bool, asked: &Method) -> Made {
    let mut pieces = pieces.iter();
    let mut ahead = Bytes::new();
    let mut more = |ahead: &mut Bytes| {
        let Some(piece) = pieces.next() else { return false };
        let mut both = BytesMut::from(&ahead[..]);
        both.extend_from_slice(piece);
        *ahead = both.freeze();
        true
    };
    let Head { answer, mut extent, persists } = loop {
        match response::take(&mut ahead, asked) {
            Err(_) => return Made::NoAnswer { invalid: true },
            Ok(Some(head)) if !head.answer.status().is_informational() => break head,
            Ok(Some(_)) => {}
            Ok(None) if more(&mut ahead) => {}
            Ok(None) => return Made::NoAnswer { invalid: false },
        }
    };
    let (mut body, mut trailers) = (Vec::new(), Vec::new());
    let end = loop {
        match extent.take(&mut ahead) {
            Err(_) => break End::Broken,
            Ok(Taken::All) => {
                // What comes behind it is seen at the latest when the connection is to be used again.
                break End::Whole { kept: persists && ahead.is_empty() && !more(&mut ahead) && !ends };
            }
            Ok(Taken::Frame(frame)) => match frame.into_data() {
                Ok(data) => body.extend_from_slice(&data),
                Err(frame) => trailers = sorted(&frame.into_trailers().unwrap()),
            },
            Ok(Taken::Nothing) if more(&mut ahead) => {}
            Ok(Taken::Nothing) if !ends => break End::Open,
            Ok(Taken::Nothing) if extent.ends_with_connection() => break End::Whole { kept: false },
            Ok(Taken::Nothing) => break End::Broken,
        }
    };
    Made::Answer { status: answer.status(), headers: sorted(answer.headers()), body, trailers, end }
}

/// A connection on which the pieces come once the request was sent.
struct Pieces {
    pieces: VecDeque<Bytes>,
    ends: bool,
    asked: bool,
}

impl AsyncRead for Pieces {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, to: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        let Self { pieces, ends, asked } = self.get_mut();
        match pieces.front_mut() {
            _ if !*asked => Poll::Pending,
            Some(piece) => {
                to.put_slice(&piece.split_to(piece.len().min(to.remaining())));
                if piece.is_empty() {
                    pieces.pop_front();
                }
                Poll::Ready(Ok(()))
            }
            None if *ends => Poll::Ready(Ok(())),
            None => Poll::Pending,
        }
    }
}

impl AsyncWrite for Pieces {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        self.asked = true;
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// No reader gets on once it has been polled so often in vain.
const IN_VAIN: usize = 4;

fn hypers(pieces: &[Bytes], ends: bool, asked: &Method) -> Made {
    let cx = &mut Context::from_waker(Waker::noop());
    let stream = Pieces { pieces: pieces.iter().cloned().collect(), ends, asked: false };
    let Poll::Ready(Ok((mut sender, connection))) = pin!(handshake(TokioIo::new(stream))).poll(cx) else { panic!() };
    let mut connection = pin!(connection);
    let mut ended = false;
    let mut drive = |cx: &mut Context<'_>| ended = ended || connection.as_mut().poll(cx).is_ready();
    drive(cx);
    let request = Request::builder().method(asked).uri("/").body(Empty::<Bytes>::new()).unwrap();
    let mut answer = pin!(sender.send_request(request));
    let mut answered = Poll::Pending;
    for _ in 0..pieces.len() + IN_VAIN {
        drive(cx);
        answered = answer.as_mut().poll(cx);
        if answered.is_ready() {
            break;
        }
    }
    let answer: Response<hyper::body::Incoming> = match answered {
        Poll::Pending => return Made::NoAnswer { invalid: false },
        Poll::Ready(Err(error)) => return Made::NoAnswer { invalid: error.is_parse() || error.is_parse_too_large() },
        Poll::Ready(Ok(answer)) => answer,
    };
    let (mut head, mut incoming) = answer.into_parts();
    let (mut body, mut trailers, mut vain) = (Vec::new(), Vec::new(), 0);
    let mut end = loop {
        drive(cx);
        match Pin::new(&mut incoming).poll_frame(cx) {
            Poll::Ready(None) => {
                for _ in 0..IN_VAIN {
                    drive(cx);
                }
                break End::Whole { kept: sender.is_ready() };
            }
            Poll::Ready(Some(Err(_))) => break End::Broken,
            Poll::Ready(Some(Ok(frame))) => {
                vain = 0;
                match frame.into_data() {
                    Ok(data) => body.extend_from_slice(&data),
                    Err(frame) => trailers = sorted(&frame.into_trailers().unwrap()),
                }
            }
            Poll::Pending if vain > pieces.len() + IN_VAIN => break End::Open,
            Poll::Pending => vain += 1,
        }
    };
    let codings: Vec<_> = head.headers.get_all(header::TRANSFER_ENCODING).iter().collect();
    let bodiless = *asked == Method::HEAD || matches!(head.status.as_u16(), 204 | 304);
    if head.status == StatusCode::SWITCHING_PROTOCOLS
        || !(bodiless || codings.is_empty() || codings.len() == 1 && is_chunked(codings[0]))
    {
        // Nobody behind the gateway could read it.
        return Made::NoAnswer { invalid: true };
    }
    let mut lengths = head.headers.get_all(header::CONTENT_LENGTH).iter();
    if !bodiless && let Some(first) = lengths.next() {
        if !codings.is_empty() && end == (End::Whole { kept: true }) {
            // Ours doesn't trust who says both.
            end = End::Whole { kept: false };
        } else if codings.is_empty() {
            let one: u64 = first.to_str().unwrap().split(',').next().unwrap().trim().parse().unwrap();
            if one > LONGEST_BODY {
                return Made::NoAnswer { invalid: true };
            }
            if lengths.next().is_some() || first.as_bytes().contains(&b',') {
                // Ours says it once.
                head.headers.insert(header::CONTENT_LENGTH, one.into());
            }
        }
    }
    Made::Answer { status: head.status, headers: sorted(&head.headers), body, trailers, end }
}

/// Numbers that look like chance, the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    fn of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.below(all.len())]
    }

    fn once_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }
}

/// An answer as backends write it, and some as none should.
fn answer(chance: &mut Chance) -> Vec<u8> {
    let mut text = String::new();
    while chance.once_in(6) {
        text += chance.of(&["HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"]);
    }
    let status =
        chance.of(&["200 OK", "200 OK", "201 Made so", "204 No Content", "304 Not Modified", "404 ", "500", "101 X"]);
    let version = chance.of(&["1.1", "1.1", "1.1", "1.1", "1.0"]);
    text += &format!("HTTP/{version} {status}\r\n");
    let body = "the quick brown fox jumps over the lazy dog, and on".repeat(chance.below(3));
    let body = &body[..chance.below(body.len() + 1)];
    let (length, less, more) = (body.len(), body.len().saturating_sub(1), body.len() + 1);
    for _ in 0..chance.below(3) {
        text += chance.of(&[
            "x-one: 1\r\n",
            "X-Two:two \r\n",
            "x-three:\r\n",
            "etag: \"\u{e9}\"\r\n",
            "Trailer: x-sum\r\n",
        ]);
    }
    text += chance.of(&[
        "",
        "",
        "connection: close\r\n",
        "Connection: Keep-Alive\r\n",
        "connection: x-one\r\nconnection: close\r\n",
    ]);
    let chunked = chance.once_in(2);
    if chunked {
        text += chance.of(&[
            "transfer-encoding: chunked\r\n",
            "Transfer-Encoding: Chunked\r\n",
            "transfer-encoding: chunked\r\n",
            "transfer-encoding: gzip, chunked\r\n",
        ]);
    }
    if !chunked || chance.once_in(8) {
        match chance.below(14) {
            0 => {}
            1 => text += &format!("content-length: {length}, {length}\r\n"),
            2 => text += &format!("content-length: {length}\r\nContent-Length: {length}\r\n"),
            3 => text += &format!("content-length: {length}\r\ncontent-length: {more}\r\n"),
            4 => text += &format!("content-length: +{length}\r\n"),
            5 => text += &format!("content-length: {more}\r\n"),
            6 => text += &format!("content-length: {less}\r\n"),
            7 => text += "content-length: \r\n",
            8 => text += "content-length: 99999999999999999999\r\n",
            _ => text += &format!("content-length: {length}\r\n"),
        }
    }
    text += "\r\n";
    if chunked {
        let mut rest = body;
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(1 + chance.below(rest.len().min(20)));
            let size = piece.len();
            text += &match chance.below(6) {
                0 => format!("{size:X}\r\n"),
                1 => format!("0{size:x};a=b;c=\"d\"\r\n"),
                2 => format!("{size:x} \t\r\n"),
                _ => format!("{size:x}\r\n"),
            };
            text += piece;
            text += "\r\n";
            rest = after;
        }
        text +=
            chance.of(&["0\r\n\r\n", "0\r\n\r\n", "00;x\r\n\r\n", "0\r\nx-sum: 1\r\nX-Sum: 2\r\n\r\n", "0\r\n", ""]);
    } else {
        text += body;
    }
    let mut bytes = text.into_bytes();
    if chance.once_in(8) {
        bytes.extend_from_slice(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged");
    }
    if chance.once_in(3) {
        const ODD: &[u8] = b"\r\n \t;:,09afz\0\x7f\xff-H";
        let at = chance.below(bytes.len());
        let odd = ODD[chance.below(ODD.len())];
        match chance.below(4) {
            0 => bytes[at] = odd,
            1 => bytes.insert(at, odd),
            2 => drop(bytes.remove(at)),
            _ => bytes.truncate(at),
        }
    }
    bytes
}

fn cut(mut bytes: Bytes, chance: &mut Chance) -> Vec<Bytes> {
    let most = [1, 3, 17, 200, 4000][chance.below(5)];
    let mut pieces = Vec::new();
    while !bytes.is_empty() {
        pieces.push(bytes.split_to((1 + chance.below(most)).min(bytes.len())));
    }
    pieces
}

#[test]
fn answers_are_read_as_hyper_reads_them() {
    let mut chance = Chance(8);
    let mut seen = [0; 5];
    for round in 0..50_000 {
        let bytes = Bytes::from(answer(&mut chance));
        let pieces = cut(bytes.clone(), &mut chance);
        let ends = chance.once_in(2);
        let asked = [Method::GET, Method::POST, Method::HEAD][chance.below(3)].clone();
        let (ours, mut hypers) = (ours(&pieces, ends, &asked), hypers(&pieces, ends, &asked));
        // hyper looks at a head, and at trailers, once there is an empty line.
        match (&ours, &mut hypers) {
            (Made::NoAnswer { invalid: true }, Made::NoAnswer { invalid }) => *invalid = true,
            (Made::Answer { end: End::Broken, .. }, Made::Answer { end: end @ End::Open, .. }) => *end = End::Broken,
            // And takes a line feed alone for the end of the trailers.
            (Made::Answer { end: End::Broken, .. }, Made::Answer { end, trailers, .. }) if has_bare_feed(&bytes) => {
                (*end, *trailers) = (End::Broken, Vec::new());
            }
            _ => {}
        }
        assert_eq!(ours, hypers, "round {round}: {asked} {:?}, ends: {ends}", String::from_utf8_lossy(&bytes));
        seen[match ours {
            Made::NoAnswer { invalid: true } => 0,
            Made::NoAnswer { invalid: false } => 1,
            Made::Answer { end: End::Whole { .. }, .. } => 2,
            Made::Answer { end: End::Broken, .. } => 3,
            Made::Answer { end: End::Open, .. } => 4,
        }] += 1;
    }
    assert!(seen.iter().all(|count| *count > 300), "{seen:?}");
}
