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

use crate::text::HEX;

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
    /// `routes`: how many there are.
    pub(crate) fn new(log: Log, routes: usize) -> Self {
        Self { metrics: Metrics::new(log.dropped.clone(), routes), log }
    }
}

/// A new id: 128 bits, unique, in the shape of a UUID. Keyed hashes of a count need no system call.
pub(crate) fn new_id() -> HeaderValue {
    static KEYS: OnceLock<(RandomState, RandomState)> = OnceLock::new();
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let (high, low) = KEYS.get_or_init(|| (RandomState::new(), RandomState::new()));
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut bytes = (u128::from(high.hash_one(count)) << 64 | u128::from(low.hash_one(count))).to_be_bytes();
    // The marks of a random UUID (RFC 9562, section 5.4).
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = *b"00000000-0000-0000-0000-000000000000";
    let mut digits = text.iter_mut().filter(|digit| **digit != b'-');
    for byte in bytes {
        // The digits stand second: `zip` takes one of the first too many.
        for (half, digit) in [byte >> 4, byte & 15].into_iter().zip(digits.by_ref()) {
            *digit = HEX[usize::from(half)];
        }
    }
    HeaderValue::from_bytes(&text).unwrap_or(HeaderValue::from_static("-"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeSet;

    use super::new_id;

    #[test]
    fn ids_are_random_uuids_in_every_digit() {
        let ids: Vec<String> = (0..1000).map(|_| new_id().to_str().unwrap().to_owned()).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        for place in 0..36 {
            let seen: String =
                ids.iter().filter_map(|id| id.chars().nth(place)).collect::<BTreeSet<_>>().iter().collect();
            let expected = match place {
                8 | 13 | 18 | 23 => "-",
                14 => "4",
                19 => "89ab",
                _ => "0123456789abcdef",
            };
            assert_eq!(seen, expected, "at {place}");
        }
    }
}
