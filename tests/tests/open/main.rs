//! Gateways that stand in the open: TLS and HTTP/2, and whoever attacks them, byte by byte.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod certificates;
mod http2;
mod proxies;
mod slow;
mod smuggling;

use std::path::PathBuf;
use std::sync::OnceLock;

use gatewright_tests::{Authority, Client, Identity, Running, Site, TlsClient, Upstream, build_other};

/// A gateway with TLS, with all that its callers need.
struct Secured {
    gateway: Running,
    server: Identity,
    clients: Authority,
}

impl Secured {
    /// One that callers may show a certificate.
    fn start(upstream: &Upstream) -> Self {
        static BINARY: OnceLock<PathBuf> = OnceLock::new();
        Self::of(BINARY.get_or_init(|| build_other("secured")), upstream)
    }

    /// One that they must.
    fn mutual(upstream: &Upstream) -> Self {
        static BINARY: OnceLock<PathBuf> = OnceLock::new();
        Self::of(BINARY.get_or_init(|| build_other("mutual")), upstream)
    }

    fn of(binary: &std::path::Path, upstream: &Upstream) -> Self {
        let (server, clients) = (Identity::new(), Authority::new());
        let site = Site::new().before(upstream);
        greet_with(&site, &server);
        site.write("clients.pem", clients.pem());
        Self { gateway: Running::of(binary, site), server, clients }
    }

    fn connect(&mut self, shown: Option<&Identity>, alpn: &str) -> std::io::Result<TlsClient> {
        TlsClient::connect(self.gateway.address(), self.server.pem(), shown, alpn)
    }
}

/// Writes the certificate of the gateway and its key.
fn greet_with(site: &Site, server: &Identity) {
    site.write("server.pem", server.pem());
    site.write("server.key", server.key_pem());
}

/// A gateway without TLS, whose limits are short.
fn exposed(upstream: &Upstream) -> (Running, Client) {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    let binary = BINARY.get_or_init(|| build_other("exposed"));
    let mut gateway = Running::of(binary, Site::new().before(upstream));
    let client = gateway.client();
    (gateway, client)
}

/// A backend that answers every call with what it was sent.
fn echo() -> Upstream {
    Upstream::answering(|head, body| {
        let headers: String = head.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        let text = format!("{}\n{headers}\n{}", head.first, String::from_utf8_lossy(body));
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{text}", text.len()).into_bytes()
    })
}
