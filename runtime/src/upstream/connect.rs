//! A new connection: name, TCP, TLS.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;

use super::connection::Connection;
use super::failure::{Failure, Stage};
use super::stream::Stream;

/// How both sides say that they speak HTTP/2 (RFC 9113, section 3.2).
const HTTP2: &[u8] = b"h2";

/// Which version of HTTP a call is sent by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HttpVersion {
    /// HTTP/1.1: each call has a connection for itself.
    #[default]
    V1,
    /// HTTP/2 where the backend takes it over TLS, else HTTP/1.1.
    V2or1,
    /// HTTP/2; without TLS the backend must know.
    V2,
}

/// A new connection, by what is spoken on it.
#[derive(Debug)]
pub(crate) enum Opened {
    Http1(Stream),
    Http2(Stream),
}

/// Where a backend listens.
#[derive(Debug)]
pub(crate) struct Endpoint {
    /// Without brackets, where it is an IPv6 address.
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tls: Option<Tls>,
}

/// What TLS needs to know of the backend.
#[derive(Debug)]
pub(crate) struct Tls {
    pub(crate) config: Arc<ClientConfig>,
    pub(crate) name: ServerName<'static>,
}

impl Endpoint {
    /// `http` or `https`.
    pub(crate) fn scheme(&self) -> &'static str {
        if self.tls.is_some() { "https" } else { "http" }
    }

    /// Connects for HTTP/1.1, within `limit` for all of it.
    pub(crate) async fn connect(&self, limit: Duration) -> Result<Connection, Failure> {
        match self.open(limit, HttpVersion::V1).await? {
            Opened::Http1(stream) | Opened::Http2(stream) => Ok(Connection::over(stream)),
        }
    }

    /// Connects within `limit`, and says which version is spoken. Without TLS it is the one that is asked for; where there is
    /// a choice, HTTP/1.1.
    pub(crate) async fn open(&self, limit: Duration, version: HttpVersion) -> Result<Opened, Failure> {
        let deadline = Instant::now() + limit;
        let connected = timeout_at(deadline, async {
            let tcp = self.tcp(deadline).await?;
            let Some(tls) = &self.tls else {
                let stream = Stream::plain(tcp);
                return Ok(if version == HttpVersion::V2 { Opened::Http2(stream) } else { Opened::Http1(stream) });
            };
            let connector = TlsConnector::from(tls.config.clone());
            let spoken = match version {
                HttpVersion::V1 => vec![b"http/1.1".to_vec()],
                HttpVersion::V2or1 => vec![HTTP2.to_vec(), b"http/1.1".to_vec()],
                HttpVersion::V2 => vec![HTTP2.to_vec()],
            };
            let stream = connector.with_alpn(spoken).connect(tls.name.clone(), tcp).await.map_err(Failure::Tls)?;
            match (stream.get_ref().1.alpn_protocol() == Some(HTTP2), version) {
                (true, _) => Ok(Opened::Http2(Stream::tls(stream))),
                (false, HttpVersion::V2) => Err(Failure::Tls(io::Error::other("the backend speaks no HTTP/2"))),
                (false, _) => Ok(Opened::Http1(Stream::tls(stream))),
            }
        });
        connected.await.unwrap_or(Err(Failure::Timeout(Stage::Connect)))
    }

    /// Tries the addresses one after the other. Each gets its share of the time that is left, so that one which is
    /// silent leaves some to the next.
    async fn tcp(&self, deadline: Instant) -> Result<TcpStream, Failure> {
        let addresses: Vec<SocketAddr> =
            lookup_host((self.host.as_str(), self.port)).await.map_err(Failure::Resolve)?.collect();
        let mut last = Failure::Resolve(io::Error::new(io::ErrorKind::NotFound, "the name has no address"));
        for (index, address) in addresses.iter().enumerate() {
            let left = u32::try_from(addresses.len() - index).unwrap_or(u32::MAX);
            let share = deadline.saturating_duration_since(Instant::now()) / left;
            last = match timeout_at(Instant::now() + share, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => {
                    tune(&stream).map_err(Failure::Connect)?;
                    return Ok(stream);
                }
                Ok(Err(error)) => Failure::Connect(error),
                Err(_) => Failure::Timeout(Stage::Connect),
            };
        }
        Err(last)
    }
}

fn tune(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let keepalive = TcpKeepalive::new().with_time(Duration::from_secs(60)).with_interval(Duration::from_secs(15));
    SockRef::from(stream).set_tcp_keepalive(&keepalive)
}
