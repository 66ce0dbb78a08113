//! The metrics by OTLP: histograms, as the GenAI conventions name them.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use opentelemetry_otlp::MetricExporter;
use prometheus_client::metrics::counter::Counter;
use tokio::sync::{mpsc, oneshot};

use super::attributes::{Apart, Ended, mark};
use super::histogram::{Histogram, Period};
use super::sender::{Source, Written};
use super::span::nanoseconds;
use super::wire::{Value, attribute, bytes, message, name, number};
use crate::telemetry::mixed;
use crate::telemetry::pace::{EACH, FIRST};

/// The bounds that the conventions advise, in tokens.
const TOKENS: [f64; 14] = [
    1.0,
    4.0,
    16.0,
    64.0,
    256.0,
    1024.0,
    4096.0,
    16384.0,
    65536.0,
    262_144.0,
    1_048_576.0,
    4_194_304.0,
    16_777_216.0,
    67_108_864.0,
];
/// The same in seconds.
const SECONDS: [f64; 14] = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

/// The most series of calls, and of calls of models, that are told apart.
const MOST: usize = 2000;
/// Where metrics stand among those of a scope (`ScopeMetrics`).
const METRICS: u32 = 2;
/// `AGGREGATION_TEMPORALITY_DELTA` and `AGGREGATION_TEMPORALITY_CUMULATIVE`.
const DELTA: u64 = 1;
const CUMULATIVE: u64 = 2;

/// What calls of one model took and used.
#[derive(Debug, Clone, Default)]
struct OfModel {
    durations: Histogram<14>,
    first: Histogram<19>,
    each: Histogram<16>,
    /// Of the prompt and of the completion: those that were reported, and those that were counted here.
    tokens: [[Histogram<14>; 2]; 2],
}

/// Series by the bytes of their attributes.
struct Series<S>(Mutex<HashMap<Arc<[u8]>, S, Mixed>>);

type Mixed = BuildHasherDefault<Mixer>;

/// A hash that takes eight bytes at a time: callers choose among names of models, but no more than 2,000 of them are told apart.
#[derive(Default)]
struct Mixer(u64);

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        words.iter().for_each(|word| self.write_u64(u64::from_le_bytes(*word)));
        rest.iter().for_each(|byte| self.write_u64((*byte).into()));
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn write_usize(&mut self, length: usize) {
        self.write_u64(length as u64);
    }

    fn finish(&self) -> u64 {
        mixed(self.0)
    }
}

/// All that was measured.
#[derive(Default)]
pub(super) struct Measured {
    requests: Series<Histogram<14>>,
    models: Series<OfModel>,
}

/// The calls' end of the metrics.
pub(super) struct Metrics {
    measured: Arc<Measured>,
    flushes: mpsc::Sender<oneshot::Sender<()>>,
}

impl Metrics {
    pub(super) fn start(
        exporter: Written<MetricExporter>,
        source: Source,
        interval: Duration,
        failed: Counter,
    ) -> Self {
        let measured = Arc::<Measured>::default();
        let (flushes, asked) = mpsc::channel(1);
        tokio::spawn(send(exporter, source, measured.clone(), interval, asked, failed));
        Self { measured, flushes }
    }

    /// Counts a call. What is not known is not counted.
    pub(super) fn count(&self, ended: &Ended<'_>, apart: &Apart) {
        self.measured.count(ended, apart);
    }

    /// Sends what was counted.
    pub(super) async fn flush(&self) {
        let (told, sent) = oneshot::channel();
        if self.flushes.send(told).await.is_ok() {
            let _ = sent.await;
        }
    }
}

impl<S> Default for Series<S> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<S: Default + Clone> Series<S> {
    fn lock(&self) -> MutexGuard<'_, HashMap<Arc<[u8]>, S, Mixed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has something added to the series of these attributes, or to that of all others where there are too many.
    fn record(&self, attributes: &[u8], add: impl FnOnce(&mut S)) {
        let mut all = self.lock();
        if let Some(series) = all.get_mut(attributes) {
            return add(series);
        }
        let attributes = if all.len() < MOST { attributes.into() } else { others() };
        add(all.entry(attributes).or_default());
    }

    /// What there is; `taken`: and is to begin anew. In the order of its attributes.
    fn all(&self, taken: bool) -> Vec<(Arc<[u8]>, S)> {
        let all = if taken { std::mem::take(&mut *self.lock()) } else { self.lock().clone() };
        let mut all: Vec<_> = all.into_iter().collect();
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        all
    }
}

impl Measured {
    pub(super) fn count(&self, ended: &Ended<'_>, apart: &Apart) {
        let seconds = ended.duration.as_secs_f64();
        self.requests.record(&apart.request, |series| series.record(&SECONDS, seconds));
        if !ended.used_model() {
            return;
        }
        self.models.record(&apart.model, |series| {
            series.durations.record(&SECONDS, seconds);
            if let Some(pace) = ended.pace {
                series.first.record(&FIRST, pace.first.as_secs_f64());
                if let Some(each) = pace.each {
                    series.each.record(&EACH, each.as_secs_f64());
                }
            }
            let Some(usage) = ended.usage else { return };
            let [reported, counted] = &mut series.tokens;
            let tokens = if ended.estimated { counted } else { reported };
            for (series, count) in tokens.iter_mut().zip([usage.prompt_tokens, usage.completion_tokens]) {
                if let Some(count) = count {
                    series.record(&TOKENS, count as f64);
                }
            }
        });
    }

    /// Writes the metrics as fields of a `ScopeMetrics`; those without a point are left out.
    pub(super) fn write(&self, delta: bool, over: Period) -> Vec<u8> {
        let (requests, models) = (self.requests.all(delta), self.models.all(delta));
        let mut points: [Vec<u8>; 5] = Default::default();
        let [tokens, calls, durations, first, each] = &mut points;
        for (attributes, series) in &requests {
            series.point(calls, &SECONDS, &[attributes], over);
        }
        let [input, output] = ["input", "output"].map(kind);
        let mut counted = Vec::new();
        mark(&mut counted);
        for (attributes, series) in &models {
            for (series, mark) in series.tokens.iter().zip([&[], &*counted]) {
                for (series, kind) in series.iter().zip([&input, &output]) {
                    series.point(tokens, &TOKENS, &[attributes, kind, mark], over);
                }
            }
            series.durations.point(durations, &SECONDS, &[attributes], over);
            series.first.point(first, &FIRST, &[attributes], over);
            series.each.point(each, &EACH, &[attributes], over);
        }
        let mut to = Vec::new();
        let named = [
            ("gen_ai.client.token.usage", "{token}"),
            ("http.server.request.duration", "s"),
            ("gen_ai.server.request.duration", "s"),
            ("gen_ai.server.time_to_first_token", "s"),
            ("gen_ai.server.time_per_output_token", "s"),
        ];
        for ((name, unit), points) in named.into_iter().zip(&points).filter(|(_, points)| !points.is_empty()) {
            message(&mut to, METRICS, |to| {
                bytes(to, 1, name.as_bytes());
                bytes(to, 3, unit.as_bytes());
                message(to, 9, |to| {
                    to.extend_from_slice(points);
                    number(to, 2, if delta { DELTA } else { CUMULATIVE });
                });
            });
        }
        to
    }
}

/// The attributes of the series that all others are counted in.
fn others() -> Arc<[u8]> {
    let mut to = Vec::new();
    attribute(&mut to, name!("otel.metric.overflow"), Value::Is(true));
    to.into()
}

fn kind(name: &str) -> Vec<u8> {
    let mut to = Vec::new();
    attribute(&mut to, name!("gen_ai.token.type"), Value::Text(name));
    to
}

async fn send(
    exporter: Written<MetricExporter>,
    source: Source,
    measured: Arc<Measured>,
    interval: Duration,
    mut flushes: mpsc::Receiver<oneshot::Sender<()>>,
    failed: Counter,
) {
    let delta = exporter.is_delta();
    let mut from = nanoseconds(SystemTime::now());
    loop {
        let told = match tokio::time::timeout(interval, flushes.recv()).await {
            Ok(Some(told)) => Some(told),
            // Nobody is left who counts anything.
            Ok(None) => return,
            Err(_) => None,
        };
        let over = Period { from, to: nanoseconds(SystemTime::now()) };
        let metrics = measured.write(delta, over);
        if delta {
            from = over.to;
        }
        // The next one tells the same and more, where it isn't what was measured since.
        if !metrics.is_empty() && exporter.send(source.request(&metrics)).await.is_err() {
            failed.inc();
        }
        if let Some(told) = told {
            // Who asked may have given up.
            let _ = told.send(());
        }
    }
}
