//! The circuit breakers in the metrics: looked at when somebody asks, so that an open one that lets a probe pass by now
//! is not told as it was when it opened.

use std::fmt;
use std::sync::Arc;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use tokio::time::Instant;

use crate::upstream::{Breaker, Phase};

/// All of them.
#[derive(Debug)]
pub(super) struct Breakers(pub(super) Vec<Arc<Breaker>>);

impl Collector for Breakers {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let help = "Whether calls pass: 0 all, 1 one as a probe, 2 none";
        let mut family = encoder.encode_descriptor("circuit_breaker_state", help, None, MetricType::Gauge)?;
        for breaker in &self.0 {
            let state = match breaker.phase() {
                Phase::Closed => 0_i64,
                Phase::Open(until) if until > Instant::now() => 2,
                Phase::Open(_) | Phase::Probing => 1,
            };
            ConstGauge::new(state).encode(family.encode_family(&label(breaker))?)?;
        }
        let help = "How often a backend was left alone";
        let mut family = encoder.encode_descriptor("circuit_breaker_trips", help, None, MetricType::Counter)?;
        for breaker in &self.0 {
            ConstCounter::new(breaker.counts().0).encode(family.encode_family(&label(breaker))?)?;
        }
        let help = "Calls that were refused because their backend is left alone";
        let mut family = encoder.encode_descriptor("circuit_breaker_refused", help, None, MetricType::Counter)?;
        for breaker in &self.0 {
            ConstCounter::new(breaker.counts().1).encode(family.encode_family(&label(breaker))?)?;
        }
        Ok(())
    }
}

fn label(breaker: &Breaker) -> [(&'static str, &'static str); 1] {
    [("backend", breaker.backend())]
}
