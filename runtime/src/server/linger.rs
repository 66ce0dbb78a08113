//! A client's connection that is closed without losing the last answer, and that waits for a client to take it only so long.

use std::cell::RefCell;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Sleep, sleep};

use super::connection::Phase;

/// How long a client may go on sending what nobody reads any more.
const LINGER: Duration = Duration::from_secs(2);

/// As much is written in one run of bytes, which the system takes quicker than a list of them, by more than copying them costs.
const SMALL: usize = 4 << 10;

thread_local! {
    static JOINED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// A socket that reads on for a while once its own side is closed. Where bytes of a refused body are still to come, the
/// system would answer them with a reset, and the client would never see why it was refused (RFC 9112, section 9.6).
pub(super) struct Lingering {
    stream: TcpStream,
    phase: watch::Receiver<Phase>,
    until: Option<Pin<Box<Sleep>>>,
    /// How long the client may take nothing of what is written.
    patience: Duration,
    /// When that time is up. `None` while the client takes what is written.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Lingering {
    /// `phase`: a server that is told to stop waits for nobody.
    pub(super) fn new(stream: TcpStream, phase: watch::Receiver<Phase>, patience: Duration) -> Self {
        Self { stream, phase, until: None, patience, stalled: None }
    }

    /// What a write came to; an error where the client has taken nothing for too long.
    fn patiently<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let patience = self.patience;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(patience)));
        stalled.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }

    fn poll_read_on(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let until = self.until.get_or_insert_with(|| Box::pin(sleep(LINGER)));
        loop {
            if until.as_mut().poll(cx).is_ready() {
                return Poll::Ready(());
            }
            let mut unread = [0; 8192];
            let mut buffer = ReadBuf::new(&mut unread);
            match ready!(Pin::new(&mut self.stream).poll_read(cx, &mut buffer)) {
                Ok(()) if !buffer.filled().is_empty() => {}
                _ => return Poll::Ready(()),
            }
        }
    }
}

impl AsyncRead for Lingering {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Lingering {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.patiently(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let stream = Pin::new(&mut self.stream);
        let written = if parts.iter().map(|part| part.len()).sum::<usize>() <= SMALL {
            JOINED.with_borrow_mut(|joined| {
                joined.clear();
                parts.iter().for_each(|part| joined.extend_from_slice(part));
                stream.poll_write(cx, joined)
            })
        } else {
            stream.poll_write_vectored(cx, parts)
        };
        self.patiently(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.until.is_none() {
            ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
        }
        if *self.phase.borrow() == Phase::Serving {
            ready!(self.poll_read_on(cx));
        }
        Poll::Ready(Ok(()))
    }
}
