//! What is told of calls: one line of the access log and some metrics for each.
//!
//! A query, a header's value and a body never stand in either.

mod log;
mod metrics;
mod observed;
mod record;

use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use http::HeaderValue;

use crate::text::hex;

pub(crate) use log::Log;
pub(crate) use metrics::Metrics;
pub use observed::Observed;
pub use record::Record;

/// Where the records of calls go.
#[derive(Debug)]
pub struct Telemetry {
    pub(crate) log: Log,
    pub(crate) metrics: Metrics,
}

impl Telemetry {
    pub(crate) fn new(log: Log) -> Self {
        Self { metrics: Metrics::new(log.dropped.clone()), log }
    }
}

/// A new id: 128 bits, unique, in the shape of a UUID. Keyed hashes of a count need no system call.
pub(crate) fn new_id() -> HeaderValue {
    static KEYS: OnceLock<(RandomState, RandomState)> = OnceLock::new();
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let (high, low) = KEYS.get_or_init(|| (RandomState::new(), RandomState::new()));
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut text = String::with_capacity(36);
    let halves = [high.hash_one(count), low.hash_one(count)];
    for (index, byte) in halves.iter().flat_map(|half| half.to_be_bytes()).enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        // The marks of a random UUID (RFC 9562, section 5.4).
        hex(
            &mut text,
            match index {
                6 => byte & 0x0f | 0x40,
                8 => byte & 0x3f | 0x80,
                _ => byte,
            },
        );
    }
    HeaderValue::from_maybe_shared(bytes::Bytes::from(text)).unwrap_or(HeaderValue::from_static("-"))
}
