//! What is told of calls: one line of the access log and some metrics for each.
//!
//! A query, a header's value and a body never stand in either.

mod breakers;
mod log;
mod metrics;
mod observed;
mod record;

use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use http::HeaderValue;

use crate::text::HEX;
use crate::upstream::Breaker;

pub(crate) use log::Log;
pub(crate) use metrics::{Metrics, OfBackend};
pub use observed::Observed;
pub use record::Record;

/// Where the records of calls go.
#[derive(Debug)]
pub struct Telemetry {
    pub(crate) log: Log,
    pub(crate) metrics: Metrics,
}

impl Telemetry {
    /// `routes`: how many there are; `breakers`: those of the backends.
    pub(crate) fn new(log: Log, routes: usize, breakers: Vec<Arc<Breaker>>) -> Self {
        Self { metrics: Metrics::new(log.dropped.clone(), routes, breakers), log }
    }
}

thread_local! {
    /// Where this thread's ids have come to. Two hash keys of the system's randomness make threads and processes differ.
    static IDS: Cell<[u64; 2]> = Cell::new([(); 2].map(|()| RandomState::new().hash_one(0)));
}

/// A new id: 128 bits, unique, in the shape of a UUID. It identifies and does not authenticate, so a generator without
/// system calls will do (SplitMix64).
pub(crate) fn new_id() -> HeaderValue {
    // A thread that ends has no state left.
    let state = IDS.try_with(|ids| ids.replace(ids.get().map(|state| state.wrapping_add(0x9E37_79B9_7F4A_7C15))));
    let [high, low] = state.unwrap_or_else(|_| [(); 2].map(|()| RandomState::new().hash_one(0))).map(mixed);
    let mut bytes = (u128::from(high) << 64 | u128::from(low)).to_be_bytes();
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

fn mixed(state: u64) -> u64 {
    let once = (state ^ state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let twice = (once ^ once >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    twice ^ twice >> 31
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
