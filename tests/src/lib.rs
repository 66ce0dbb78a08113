//! What the end-to-end tests are made of: gateways compiled and built as a user would, their processes, a client and an
//! upstream that a test moves step by step.
//!
//! Client and upstream are plain blocking sockets: a test is one thread that sends, looks at what arrived on the other
//! side, answers, and looks again. Nothing is proven by a clock; every wait has an end, so that nothing hangs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod calls;
pub mod cases;
mod client;
pub mod corpus;
pub mod expressions;
mod foreign;
pub mod frames;
mod gateway;
mod http2;
mod issuer;
mod nginx;
pub mod oracle;
mod process;
mod receiver;
mod redis;
mod sample;
mod signed;
mod site;
pub mod suite;
mod tls;
mod upstream;
mod wire;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub use calls::{CHAT, JSON, PATH, STREAMED, WHOLE, chat, error_code, key, started};
pub use client::{Client, Response};
pub use foreign::{Mock, clients, prepared, python, refusing, told};
pub use gateway::{Profile, build, build_other, built, built_example, cargo_in, command, scratch, write};
pub use http2::Http2Upstream;
pub use issuer::{MODULUS, OTHER_TOKEN, TOKEN, issuer};
pub use nginx::{Nginx, nginx_program};
pub use process::{Ended, Running};
pub use receiver::Receiver;
pub use redis::Redis;
pub use sample::{BACKEND_KEY, Sample, published};
pub use signed::signed;
pub use site::{KEYS, Site, subscription};
pub use tls::{Authority, Identity, TlsClient, TlsUpstream};
pub use upstream::{Exchange, Upstream};
pub use wire::{Framing, Head};

/// How long anything is waited for that has to happen.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// The workspace's folder.
#[must_use]
pub fn root() -> &'static Path {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests)
}

/// Where cargo builds.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Waits until something holds, and gives what it found.
///
/// # Panics
/// After [`PATIENCE`].
pub fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < until, "never came true: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
