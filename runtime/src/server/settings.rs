//! What the gateway file says of the server.

use std::time::Duration;

use crate::price::PriceList;
use crate::subscription::Attribute;
use crate::telemetry::LlmLog;

/// 2^20 bytes.
pub const MIB: u64 = 1 << 20;

/// The server's part of a gateway.
#[derive(Debug)]
pub struct Settings {
    /// The gateway's name.
    pub name: &'static str,
    /// Where it listens, unless the command line or the environment says otherwise.
    pub listen: &'static str,
    /// Where the admin endpoints listen; `None`: nowhere.
    pub admin: Option<&'static str>,
    /// The subscriptions file, relative to the configuration directory.
    pub subscriptions: Option<&'static str>,
    /// Where prices come from; `None`: what calls cost is not known.
    pub prices: Option<PriceList>,
    /// Where calls of models are told of; `None`: nowhere but in the access log.
    pub llm_log: Option<LlmLog>,
    /// What subscriptions may say of themselves.
    pub attributes: &'static [Attribute],
    /// The products.
    pub products: &'static [Product],
    /// Networks whose word on who called is taken: addresses, or addresses with the length of a prefix.
    pub trusted_proxies: &'static [&'static str],
    /// What connections are greeted with; `None`: without TLS.
    pub tls: Option<Tls>,
    /// What a client may ask of the server.
    pub limits: Limits,
}

impl Settings {
    /// What holds where the gateway file says nothing.
    pub const DEFAULT: Settings = Settings {
        name: "gateway",
        listen: "127.0.0.1:8080",
        admin: None,
        subscriptions: None,
        prices: None,
        llm_log: None,
        attributes: &[],
        products: &[],
        trusted_proxies: &[],
        tls: None,
        limits: Limits::DEFAULT,
    };
}

/// A product: APIs under one name.
#[derive(Debug)]
pub struct Product {
    /// Its name.
    pub name: &'static str,
    /// The names of its APIs.
    pub apis: &'static [&'static str],
    /// Whether a call without a key is taken for one of this product.
    pub open: bool,
}

/// The files that TLS takes, in PEM, relative to the configuration directory. They are read again when one changes.
#[derive(Debug)]
pub struct Tls {
    /// The certificate, with those that lead to its authority behind it.
    pub certificate: &'static str,
    /// Its private key.
    pub key: &'static str,
    /// Whether clients show a certificate too.
    pub clients: Option<Clients>,
}

/// Clients that show a certificate.
#[derive(Debug)]
pub struct Clients {
    /// The certificates of the authorities that are trusted for them.
    pub ca: &'static str,
    /// Whether a client without one is refused. One with a wrong certificate always is.
    pub required: bool,
}

/// What a client may ask of the server.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The bytes of a request's body.
    pub body: u64,
    /// How long a client may pause within a body; one that is streamed has the backend's `idle` limit too.
    pub body_idle: Duration,
    /// How long a body may take to come, from the head of its request on; looked at with each part that comes.
    pub body_timeout: Duration,
    /// How long a client may take nothing of an answer that is there.
    pub answer_idle: Duration,
    /// The bytes of a request's head; at least 8 KiB.
    pub head: usize,
    /// The number of a request's headers.
    pub headers: usize,
    /// How long a client may take for a request's head, and keep an idle connection.
    pub head_timeout: Duration,
    /// Open connections; further ones wait.
    pub connections: usize,
    /// Calls at a time on a connection of HTTP/2.
    pub streams: u32,
    /// Calls that a client may call off within ten seconds on a connection of HTTP/2.
    pub resets: u32,
    /// How long running calls may take once the server is told to stop.
    pub drain: Duration,
}

impl Limits {
    /// What holds where the gateway file says nothing.
    pub const DEFAULT: Limits = Limits {
        body: 4 * MIB,
        body_idle: Duration::from_secs(60),
        body_timeout: Duration::from_secs(300),
        answer_idle: Duration::from_secs(60),
        head: 64 << 10,
        headers: 100,
        head_timeout: Duration::from_secs(60),
        connections: 10_000,
        streams: 100,
        resets: 100,
        drain: Duration::from_secs(60),
    };
}
