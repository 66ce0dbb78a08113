//! A request on its way out: its head, its body, and how far they have come.

use std::io::{self, IoSlice, Write as _};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes};
use http::request::Parts;
use http::{HeaderMap, HeaderName, header};
use http_body::{Body as _, Frame};
use tokio::io::AsyncWrite;

use super::super::failure::Failure;
use super::super::outgoing::Sending;
use super::super::stream::Stream;

/// A piece of a body up to this many bytes is copied behind what goes before it: the system takes one run of bytes quicker than a
/// list of them.
const SMALL: usize = 4 << 10;

/// As many bytes are brought together before they are sent.
const TOGETHER: usize = 16 << 10;

/// What is still to be sent.
#[derive(Debug, Default)]
pub(super) struct Unsent {
    /// Goes first: the head, sizes of chunks, small pieces.
    run: Vec<u8>,
    /// How much of it was sent.
    sent: usize,
    /// A large piece, which goes behind it.
    piece: Bytes,
    /// Whether the stream holds some of what it has taken.
    unflushed: bool,
    /// Where more comes from.
    source: Option<Source>,
}

/// A body that comes while it is sent.
#[derive(Debug)]
struct Source {
    body: Sending,
    framing: Framing,
}

#[derive(Debug)]
enum Framing {
    /// So many more bytes.
    Length(u64),
    Chunked {
        /// What goes before the next chunk: the line end that the one before still wants.
        before: &'static str,
        /// The trailers that the head announces.
        announced: Vec<HeaderName>,
    },
}

impl Unsent {
    /// Takes a request over. How its body is framed, what the body is says, and not what the head does.
    pub(super) fn begin(&mut self, head: &Parts, body: Sending) {
        *self = Self { run: std::mem::take(&mut self.run), ..Self::default() };
        let run = &mut self.run;
        run.clear();
        let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
        for part in [head.method.as_str(), " ", target, " HTTP/1.1\r\n"] {
            run.extend_from_slice(part.as_bytes());
        }
        let size = body.size_hint().exact();
        for (name, value) in &head.headers {
            // An empty body has a length where the head says so.
            if *name != header::TRANSFER_ENCODING && (*name != header::CONTENT_LENGTH || size == Some(0)) {
                line(run, name, value.as_bytes());
            }
        }
        match size {
            Some(0) => {}
            Some(size) => line(run, &header::CONTENT_LENGTH, itoa::Buffer::new().format(size).as_bytes()),
            None => line(run, &header::TRANSFER_ENCODING, b"chunked"),
        }
        run.extend_from_slice(b"\r\n");
        match body.into_whole() {
            Ok(whole) => self.add(whole),
            Err(body) => {
                let chunked = || Framing::Chunked { before: "", announced: announced(&head.headers) };
                self.source = Some(Source { body, framing: size.map_or_else(chunked, Framing::Length) });
            }
        }
    }

    /// Whether all was sent.
    pub(super) fn is_empty(&self) -> bool {
        self.is_written() && self.source.is_none()
    }

    fn is_written(&self) -> bool {
        self.run.is_empty() && self.piece.is_empty() && !self.unflushed
    }

    /// Sends what there is and what comes, as far as the backend takes it. Ready once all was sent.
    pub(super) fn poll(&mut self, stream: &mut Stream, cx: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        while !self.is_empty() {
            let comes = if self.is_written() { self.gather(cx)? } else { Poll::Ready(()) };
            let mut moved = false;
            let written = self.write(stream, cx, &mut moved).map_err(|error| Failure::Closed(error.into()));
            if let (Poll::Pending, Some(source)) = (&written, &self.source) {
                source.body.held_up(moved);
            }
            ready!(written)?;
            ready!(comes);
        }
        Poll::Ready(Ok(()))
    }

    /// Brings together what comes, until it is enough to be sent. Pending where more is waited for.
    fn gather(&mut self, cx: &mut Context<'_>) -> Result<Poll<()>, Failure> {
        while self.piece.is_empty() && self.run.len() < TOGETHER {
            let Some(Source { body, framing }) = &mut self.source else { break };
            let frame = match Pin::new(&mut *body).poll_frame(cx) {
                Poll::Pending => return Ok(Poll::Pending),
                Poll::Ready(frame) => frame.transpose().map_err(|refused| refused.into_failure())?,
            };
            match frame.map(Frame::into_data) {
                Some(Ok(data)) if data.is_empty() => {}
                Some(Ok(data)) => {
                    framing.count(data.len(), &mut self.run)?;
                    if framing.is_done() && body.is_end_stream() {
                        self.source = None;
                    }
                    self.add(data);
                }
                end => {
                    let trailers = end.and_then(|end| end.err()?.into_trailers().ok());
                    framing.end(trailers, &mut self.run)?;
                    self.source = None;
                }
            }
        }
        Ok(Poll::Ready(()))
    }

    fn add(&mut self, data: Bytes) {
        if data.len() <= SMALL {
            self.run.extend_from_slice(&data);
        } else {
            self.piece = data;
        }
    }

    /// Writes what was brought together; `moved`: whether the stream took some of it.
    fn write(&mut self, stream: &mut Stream, cx: &mut Context<'_>, moved: &mut bool) -> Poll<io::Result<()>> {
        while !self.run.is_empty() || !self.piece.is_empty() {
            let run = self.run.get(self.sent..).unwrap_or_default();
            let pinned = Pin::new(&mut *stream);
            let mut written = ready!(if self.piece.is_empty() {
                pinned.poll_write(cx, run)
            } else if run.is_empty() {
                pinned.poll_write(cx, &self.piece)
            } else {
                pinned.poll_write_vectored(cx, &[IoSlice::new(run), IoSlice::new(&self.piece)])
            })?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            (*moved, self.unflushed) = (true, true);
            let of_run = written.min(run.len());
            written -= of_run;
            self.sent += of_run;
            self.piece.advance(written);
            if self.piece.is_empty() {
                // Empty, it would still hold the whole body, as long as an idle connection is kept.
                self.piece = Bytes::new();
            }
            if self.sent == self.run.len() {
                self.run.clear();
                self.run.shrink_to(SMALL);
                self.sent = 0;
            }
        }
        if self.unflushed {
            ready!(Pin::new(stream).poll_flush(cx))?;
            self.unflushed = false;
        }
        Poll::Ready(Ok(()))
    }
}

impl Framing {
    /// Counts a piece that comes, or writes what goes before it.
    fn count(&mut self, size: usize, run: &mut Vec<u8>) -> Result<(), Failure> {
        match self {
            Self::Length(left) => match left.checked_sub(size as u64) {
                Some(less) => *left = less,
                None => return Err(Failure::Request("it is longer than it said".into())),
            },
            Self::Chunked { before, .. } => {
                // Writing into memory can't fail.
                let _ = write!(run, "{before}{size:x}\r\n");
                *before = "\r\n";
            }
        }
        Ok(())
    }

    /// Whether a body is whole without a word more.
    fn is_done(&self) -> bool {
        matches!(self, Self::Length(0))
    }

    /// Writes what ends the body. Of the trailers only those go along that the head has announced.
    fn end(&self, trailers: Option<HeaderMap>, run: &mut Vec<u8>) -> Result<(), Failure> {
        match self {
            Self::Length(0) => {}
            Self::Length(_) => return Err(Failure::Request("it is shorter than it said".into())),
            Self::Chunked { before, announced } => {
                run.extend_from_slice(before.as_bytes());
                run.extend_from_slice(b"0\r\n");
                for (name, value) in trailers.iter().flatten().filter(|(name, _)| announced.contains(name)) {
                    line(run, name, value.as_bytes());
                }
                run.extend_from_slice(b"\r\n");
            }
        }
        Ok(())
    }
}

fn line(run: &mut Vec<u8>, name: &HeaderName, value: &[u8]) {
    run.extend_from_slice(name.as_str().as_bytes());
    run.extend_from_slice(b": ");
    run.extend_from_slice(value);
    run.extend_from_slice(b"\r\n");
}

/// The trailers that a head announces (RFC 9110, section 6.6.2), without those that would say anew what the message is, where its
/// body ends or who sends it (section 6.5.1).
fn announced(headers: &HeaderMap) -> Vec<HeaderName> {
    const NEVER: [HeaderName; 12] = [
        header::AUTHORIZATION,
        header::CACHE_CONTROL,
        header::CONTENT_ENCODING,
        header::CONTENT_LENGTH,
        header::CONTENT_RANGE,
        header::CONTENT_TYPE,
        header::HOST,
        header::MAX_FORWARDS,
        header::SET_COOKIE,
        header::TE,
        header::TRAILER,
        header::TRANSFER_ENCODING,
    ];
    let lists = headers.get_all(header::TRAILER).iter().filter_map(|list| list.to_str().ok());
    let names = lists.flat_map(|list| list.split(','));
    names.filter_map(|name| name.trim().parse().ok()).filter(|name| !NEVER.contains(name)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::future::poll_fn;
    use std::sync::Arc;

    use bytes::Bytes;
    use tokio::net::{TcpListener, TcpStream};

    use super::{SMALL, Sending, Stream, Unsent};
    use crate::body::RequestBytes;

    /// Bytes of which one can see whether they are still held.
    struct Seen(Arc<[u8; 2 * SMALL]>);

    impl AsRef<[u8]> for Seen {
        fn as_ref(&self) -> &[u8] {
            self.0.as_slice()
        }
    }

    #[tokio::test]
    async fn a_body_that_was_sent_is_held_no_more() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (mut stream, mut unsent) = (Stream::plain(stream), Unsent::default());
        let bytes = Arc::new([0; 2 * SMALL]);
        let body = Sending::new(RequestBytes::Full(Bytes::from_owner(Seen(bytes.clone()))));
        let (head, ()) = http::Request::new(()).into_parts();
        unsent.begin(&head, body);
        poll_fn(|cx| unsent.poll(&mut stream, cx)).await.unwrap();
        assert!(unsent.is_empty());
        assert_eq!(Arc::strong_count(&bytes), 1);
    }
}
