//! Backends that fail: circuit breakers, pools, credentials, and what the caller, the log and the metrics are told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod breakers;
mod credentials;
mod forwarding;
mod misbehaving;
mod pools;
mod retries;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use gatewright_tests::{Client, Response, Running, Site, Upstream, build_other};

/// `tests/gateways/backends`.
static BINARY: LazyLock<PathBuf> = LazyLock::new(|| build_other("backends"));

fn binary() -> &'static Path {
    &BINARY
}

fn before(upstream: &Upstream) -> (Running, Client) {
    before_all(&[upstream])
}

/// The gateway before one to three upstreams.
fn before_all(upstreams: &[&Upstream]) -> (Running, Client) {
    let names = ["FIRST_URL", "SECOND_URL", "THIRD_URL"].into_iter().zip(upstreams);
    let site = names.fold(Site::new(), |site, (name, upstream)| site.with(name, &upstream.url()));
    let mut gateway = Running::of(binary(), site);
    let client = gateway.client();
    (gateway, client)
}

fn get(client: &mut Client, path: &str) -> Response {
    client.request("GET", path, "", b"");
    client.response()
}

/// The value of a series in the metrics.
fn metric(gateway: &mut Running, series: &str) -> Option<u64> {
    let text = gateway.ask_admin("/metrics").text();
    text.lines().find_map(|line| line.strip_prefix(series)?.trim().parse().ok())
}
