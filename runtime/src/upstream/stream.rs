//! A byte stream to a backend, with or without TLS.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

/// A stream whose writing side never fails first. A backend may refuse a request and close before it has read all of
/// it: the writes that follow fail while the refusal waits to be read. So what is written to a closed connection is
/// dropped, and the reading side, which sees the same end, tells of it.
#[derive(Debug)]
pub(crate) struct Stream {
    kind: Kind,
    unheard: bool,
}

/// A `match` at each call is cheaper than a virtual one and keeps vectored writes.
#[derive(Debug)]
enum Kind {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    pub(crate) fn plain(stream: TcpStream) -> Self {
        Self { kind: Kind::Plain(stream), unheard: false }
    }

    pub(crate) fn tls(stream: TlsStream<TcpStream>) -> Self {
        Self { kind: Kind::Tls(Box::new(stream)), unheard: false }
    }

    /// What a write gave, where a closed connection takes all.
    fn written<T>(&mut self, written: Poll<io::Result<T>>, all: T) -> Poll<io::Result<T>> {
        use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset};
        match written {
            Poll::Ready(Err(error)) if matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset) => {
                self.unheard = true;
                Poll::Ready(Ok(all))
            }
            written => written,
        }
    }
}

macro_rules! each {
    ($stream:expr, $inner:ident => $call:expr) => {
        match &mut $stream.kind {
            Kind::Plain($inner) => {
                let $inner = Pin::new($inner);
                $call
            }
            Kind::Tls($inner) => {
                let $inner = Pin::new($inner.as_mut());
                $call
            }
        }
    };
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        each!(self, inner => inner.poll_read(cx, buffer))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.unheard {
            return Poll::Ready(Ok(bytes.len()));
        }
        let written = each!(self, inner => inner.poll_write(cx, bytes));
        self.written(written, bytes.len())
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let all = slices.iter().map(|slice| slice.len()).sum();
        if self.unheard {
            return Poll::Ready(Ok(all));
        }
        let written = each!(self, inner => inner.poll_write_vectored(cx, slices));
        self.written(written, all)
    }

    fn is_write_vectored(&self) -> bool {
        match &self.kind {
            Kind::Plain(inner) => inner.is_write_vectored(),
            Kind::Tls(inner) => inner.is_write_vectored(),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.unheard {
            return Poll::Ready(Ok(()));
        }
        let flushed = each!(self, inner => inner.poll_flush(cx));
        self.written(flushed, ())
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        each!(self, inner => inner.poll_shutdown(cx))
    }
}
