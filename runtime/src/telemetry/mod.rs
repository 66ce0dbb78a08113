//! What is told of calls: one line of the access log and some metrics for each.
//!
//! A query, a header's value and a body never stand in either. The log of calls of models has texts where it is asked for them.

mod bill;
mod breakers;
mod given_up;
mod llm_log;
mod log;
mod metrics;
mod model;
mod observed;
#[cfg(feature = "otel")]
mod otlp;
mod pace;
mod record;
mod spent;
mod token_metrics;
mod trace_context;

use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::HeaderValue;

use crate::price::Prices;
use crate::text::HEX;
use crate::upstream::Breaker;

pub use llm_log::{LlmLog, LlmTexts};
pub(crate) use log::Log;
pub(crate) use metrics::{Metrics, OfBackend};
pub(crate) use model::model;
pub use observed::Observed;
#[cfg(feature = "otel")]
pub use otlp::OtlpSettings;
pub use record::Record;
pub(crate) use spent::tokens;
pub(crate) use token_metrics::{Emission, Label};
pub(crate) use trace_context::Context;

/// How long calls that have ended may be counted when the gateway ends.
const COUNTING: Duration = Duration::from_secs(5);

/// Where the records of calls go.
#[derive(Debug)]
pub struct Telemetry {
    pub(crate) log: Log,
    pub(crate) metrics: Metrics,
    /// What calls cost.
    pub(crate) prices: Option<Arc<Prices>>,
    /// The calls that have ended and whose tokens are being counted.
    pub(crate) counting: Arc<AtomicU64>,
    /// The name of the gateway.
    gateway: &'static str,
    /// Where it runs, as its environment says; empty where it says nothing.
    location: String,
    /// Where spans and metrics are sent.
    #[cfg(feature = "otel")]
    pub(crate) otlp: Option<otlp::Otlp>,
    /// Where calls of models are told of.
    pub(crate) llm: Option<llm_log::Calls>,
}

impl Telemetry {
    /// `gateway`: its name; `routes`: how many there are; `breakers`: those of the backends.
    pub(crate) fn new(gateway: &'static str, log: Log, routes: usize, breakers: Vec<Arc<Breaker>>) -> Self {
        let location = std::env::var("GATEWAY_LOCATION").unwrap_or_default();
        Self {
            metrics: Metrics::new(log.dropped.clone(), routes, breakers),
            log,
            prices: None,
            counting: Arc::default(),
            gateway,
            location,
            #[cfg(feature = "otel")]
            otlp: None,
            llm: None,
        }
    }

    /// Begins to tell of calls of models. `file`: where, in place of the access log; `otlp`: where exports go.
    ///
    /// # Errors
    /// A sentence that says why that can't be done.
    pub(crate) fn log_llm_calls(
        &mut self,
        said: &'static LlmLog,
        file: Option<PathBuf>,
        #[cfg(feature = "otel")] otlp: Option<&OtlpSettings>,
    ) -> Result<(), String> {
        let dropped = self.metrics.llm_log();
        let to = llm_log::Where {
            file,
            log: self.log.clone(),
            #[cfg(feature = "otel")]
            records: match otlp.filter(|_| said.otlp) {
                Some(settings) => Some(otlp::Otlp::log_records(self.gateway, settings, dropped.clone())?),
                None => None,
            },
        };
        self.llm = Some(llm_log::Calls::start(said, to, dropped)?);
        Ok(())
    }
}

#[cfg(feature = "otel")]
impl Telemetry {
    /// Begins to send spans and metrics.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the settings.
    pub(crate) fn export(&mut self, settings: &OtlpSettings) -> Result<(), String> {
        let untold = self.metrics.exports();
        self.otlp = Some(otlp::Otlp::start(self.gateway, settings, untold)?);
        Ok(())
    }
}

impl Telemetry {
    /// Waits until the calls that have ended are counted, for a few seconds at most, and sends and writes what is left.
    pub(crate) async fn flush(&self) {
        let counted = async {
            while self.counting.load(Ordering::Relaxed) > 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let _ = tokio::time::timeout(COUNTING, counted).await;
        if let Some(llm) = &self.llm {
            llm.flush().await;
        }
        #[cfg(feature = "otel")]
        if let Some(otlp) = &self.otlp {
            otlp.flush().await;
        }
        self.log.flush();
    }
}

thread_local! {
    /// Where this thread's ids have come to. Two hash keys of the system's randomness make threads and processes differ.
    static IDS: Cell<[u64; 2]> = Cell::new([(); 2].map(|()| RandomState::new().hash_one(0)));
}

/// A new id: 128 bits, unique, in the shape of a UUID. It identifies and does not authenticate, so a generator without
/// system calls will do (SplitMix64).
pub(crate) fn new_id() -> HeaderValue {
    let [high, low] = random();
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

/// Two random numbers, good to tell things apart by.
fn random() -> [u64; 2] {
    // A thread that ends has no state left.
    let state = IDS.try_with(|ids| ids.replace(ids.get().map(|state| state.wrapping_add(0x9E37_79B9_7F4A_7C15))));
    state.unwrap_or_else(|_| [(); 2].map(|()| RandomState::new().hash_one(0))).map(mixed)
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
