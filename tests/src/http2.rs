//! An upstream that speaks HTTP/2 over TLS, by hyper.

use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::ServerConfig;
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

use crate::Identity;

/// A server that tells each call by which version it came, on which connection, and with what. It ends with the test's process.
#[derive(Debug)]
pub struct Http2Upstream {
    /// Its port on 127.0.0.1.
    pub port: u16,
    /// How many connections were made.
    pub connections: Arc<AtomicUsize>,
    /// How many calls have come.
    pub calls: Arc<AtomicUsize>,
    /// What calls of `/wait` wait for.
    pub gate: Arc<Semaphore>,
    /// How many calls were dropped before they were answered.
    pub dropped: Arc<AtomicUsize>,
    /// How many of the next calls are refused before anything is done with them.
    pub refusing: Arc<AtomicUsize>,
}

impl Http2Upstream {
    /// Listens, speaks what `alpn` says, and takes so many calls at once on a connection.
    ///
    /// # Panics
    /// Where no port is free.
    #[must_use]
    pub fn start(identity: &Identity, alpn: &[&str], streams: u32) -> Self {
        let mut config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions that the provider has")
            .with_no_client_auth()
            .with_single_cert(vec![identity.der().clone()], identity.key())
            .expect("a key for the certificate");
        config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let upstream = Self {
            port: listener.local_addr().expect("a bound port").port(),
            connections: Arc::default(),
            calls: Arc::default(),
            gate: Arc::new(Semaphore::new(0)),
            dropped: Arc::default(),
            refusing: Arc::default(),
        };
        let seen = Seen {
            calls: upstream.calls.clone(),
            gate: upstream.gate.clone(),
            dropped: upstream.dropped.clone(),
            refusing: upstream.refusing.clone(),
        };
        let connections = upstream.connections.clone();
        let (ready, started) = mpsc::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async move {
                listener.set_nonblocking(true).expect("a socket");
                let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
                ready.send(()).expect("somebody waits");
                while let Ok((stream, _)) = listener.accept().await {
                    let number = connections.fetch_add(1, Ordering::SeqCst) + 1;
                    tokio::spawn(serve(acceptor.clone(), stream, number, streams, seen.clone()));
                }
            });
        });
        started.recv_timeout(Duration::from_secs(15)).expect("it listens");
        upstream
    }
}

#[derive(Debug, Clone)]
struct Seen {
    calls: Arc<AtomicUsize>,
    gate: Arc<Semaphore>,
    dropped: Arc<AtomicUsize>,
    refusing: Arc<AtomicUsize>,
}

async fn serve(acceptor: TlsAcceptor, stream: tokio::net::TcpStream, number: usize, streams: u32, seen: Seen) {
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    let service = service_fn(move |request| answer(request, number, seen.clone()));
    let io = TokioIo::new(stream);
    // A peer that leaves ends this with an error.
    if http2 {
        let mut http = http2::Builder::new(TokioExecutor::new());
        let _ = http.max_concurrent_streams(streams).serve_connection(io, service).await;
    } else {
        let _ = http1::Builder::new().serve_connection(io, service).await;
    }
}

/// Counts calls that end without an answer.
struct Waiting(Arc<AtomicUsize>, bool);

impl Drop for Waiting {
    fn drop(&mut self) {
        if !self.1 {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
}

async fn answer(request: Request<Incoming>, number: usize, seen: Seen) -> Result<Response<Full<Bytes>>, h2::Error> {
    let one_less = |count: usize| count.checked_sub(1);
    if seen.refusing.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_ok() {
        return Err(h2::Reason::REFUSED_STREAM.into());
    }
    seen.calls.fetch_add(1, Ordering::SeqCst);
    let mut waiting = Waiting(seen.dropped.clone(), false);
    let (head, body) = request.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    if head.uri.path().starts_with("/wait")
        && let Ok(permit) = seen.gate.acquire().await
    {
        permit.forget();
    }
    waiting.1 = true;
    let headers: String = head.headers.iter().map(|(name, value)| format!("{name}: {value:?}\n")).collect();
    let text = format!("{:?} {number} {} {}\n{headers}\n", head.version, head.method, head.uri);
    Ok(Response::new(Full::new([text.as_bytes(), &body].concat().into())))
}
