//! A gateway in a container: where it listens, where it looks for its files, how long it takes to end.

use std::net::SocketAddr;

use crate::gateway::{Gateway, Limit};

/// How long a container goes on serving once it is to end, in seconds, so that whoever still sends calls to it hears of that:
/// Kubernetes takes a pod out of its Services and ends it at the same time.
pub(super) const PAUSE: u64 = 5;

/// What ending takes beyond the drain, in seconds: cutting what is left, and the log's last lines.
const SLACK: u64 = 10;

/// The time of a drain where the gateway file says nothing, in seconds; the runtime's own default.
pub(super) const DRAIN: u64 = 60;

/// Ports below this one need rights that the container hasn't.
const PRIVILEGED: u16 = 1024;

/// A gateway in a container.
pub(super) struct Container {
    /// Where it serves, on all addresses.
    pub(super) port: u16,
    /// Where its admin endpoints are, which callers don't reach.
    pub(super) admin_port: u16,
    /// Where callers find it.
    pub(super) service_port: u16,
    /// The folder that its relative paths start from.
    pub(super) directory: String,
    /// How long running calls may take once it is told to end, in whole seconds.
    pub(super) drain: u64,
}

impl Container {
    pub(super) fn of(gateway: &Gateway) -> Self {
        let settings = &gateway.settings;
        let (usual, callers) = if settings.tls.is_some() { (8443, 443) } else { (8080, 80) };
        let port = port_of(&settings.listen).unwrap_or(usual);
        // Declared or not, the probes need it.
        let admin = settings.admin.as_deref().and_then(port_of).unwrap_or(9901);
        // Two addresses of one machine may share a port; all of them together can't.
        let admin_port = if admin == port { if port == 9901 { 9902 } else { 9901 } } else { admin };
        let drain = settings.limits.iter().find_map(|(name, limit)| match limit {
            Limit::Time(millis) if *name == "drain" => Some(millis.div_ceil(1000)),
            _ => None,
        });
        let directory = format!("/etc/{}", gateway.name);
        Self { port, admin_port, service_port: callers, directory, drain: drain.unwrap_or(DRAIN) }
    }

    /// How long it may take to end, in seconds, before it is killed.
    pub(super) fn grace(&self) -> u64 {
        PAUSE + self.drain + SLACK
    }
}

/// The port of an address, where a container can have it: none chosen by the system, and no privileged one.
fn port_of(address: &str) -> Option<u16> {
    address.parse::<SocketAddr>().ok().map(|address| address.port()).filter(|port| *port >= PRIVILEGED)
}
