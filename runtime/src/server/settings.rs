//! What the gateway file says of the server.

use std::time::Duration;

use crate::subscription::Attribute;

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
    /// What subscriptions may say of themselves.
    pub attributes: &'static [Attribute],
    /// The products.
    pub products: &'static [Product],
    /// Networks whose word on who called is taken: addresses, or addresses with the length of a prefix.
    pub trusted_proxies: &'static [&'static str],
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
        attributes: &[],
        products: &[],
        trusted_proxies: &[],
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

/// What a client may ask of the server.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The bytes of a request's body.
    pub body: u64,
    /// How long a client may pause within a body; one that is streamed has the backend's `idle` limit too.
    pub body_idle: Duration,
    /// The bytes of a request's head; at least 8 KiB.
    pub head: usize,
    /// The number of a request's headers.
    pub headers: usize,
    /// How long a client may take for a request's head, and keep an idle connection.
    pub head_timeout: Duration,
    /// Open connections; further ones wait.
    pub connections: usize,
    /// How long running calls may take once the server is told to stop.
    pub drain: Duration,
}

impl Limits {
    /// What holds where the gateway file says nothing.
    pub const DEFAULT: Limits = Limits {
        body: 4 * MIB,
        body_idle: Duration::from_secs(60),
        head: 64 << 10,
        headers: 100,
        head_timeout: Duration::from_secs(60),
        connections: 10_000,
        drain: Duration::from_secs(60),
    };
}
