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

    /// Connects, within `limit` for all of it.
    pub(crate) async fn connect(&self, limit: Duration) -> Result<Connection, Failure> {
        let deadline = Instant::now() + limit;
        let connected = timeout_at(deadline, async {
            let tcp = self.tcp(deadline).await?;
            let stream = match &self.tls {
                None => Stream::plain(tcp),
                Some(tls) => {
                    let connector = TlsConnector::from(tls.config.clone());
                    Stream::tls(connector.connect(tls.name.clone(), tcp).await.map_err(Failure::Tls)?)
                }
            };
            Connection::over(stream).await
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
