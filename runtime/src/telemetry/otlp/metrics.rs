//! The metrics by OTLP: histograms, as the GenAI conventions name them.

use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::metrics::{Histogram, MeterProvider as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider};

use super::Ended;
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

/// The instruments.
pub(super) struct Metrics {
    provider: SdkMeterProvider,
    tokens: Histogram<u64>,
    requests: Histogram<f64>,
    durations: Histogram<f64>,
    first: Histogram<f64>,
    each: Histogram<f64>,
}

impl Metrics {
    pub(super) fn start(exporter: opentelemetry_otlp::MetricExporter, resource: Resource, interval: Duration) -> Self {
        let reader = PeriodicReader::builder(exporter).with_interval(interval).build();
        let provider = SdkMeterProvider::builder().with_resource(resource).with_reader(reader).build();
        let meter = provider.meter("gatewright");
        let seconds = |name: &'static str, bounds: &[f64]| {
            meter.f64_histogram(name).with_unit("s").with_boundaries(bounds.to_vec()).build()
        };
        Self {
            tokens: meter
                .u64_histogram("gen_ai.client.token.usage")
                .with_unit("{token}")
                .with_boundaries(TOKENS.to_vec())
                .build(),
            requests: seconds("http.server.request.duration", &SECONDS),
            durations: seconds("gen_ai.server.request.duration", &SECONDS),
            first: seconds("gen_ai.server.time_to_first_token", &FIRST),
            each: seconds("gen_ai.server.time_per_output_token", &EACH),
            provider,
        }
    }

    /// Counts a call. What is not known is not counted.
    pub(super) fn count(&self, ended: &Ended) {
        self.requests.record(ended.duration.as_secs_f64(), &ended.of_request());
        let Some(usage) = &ended.usage else { return };
        let of_model = ended.of_model();
        self.durations.record(ended.duration.as_secs_f64(), &of_model);
        if let Some(pace) = ended.pace {
            self.first.record(pace.first.as_secs_f64(), &of_model);
            if let Some(each) = pace.each {
                self.each.record(each.as_secs_f64(), &of_model);
            }
        }
        for (kind, count) in [("input", usage.prompt_tokens), ("output", usage.completion_tokens)] {
            if let Some(count) = count {
                let mut attributes = of_model.clone();
                attributes.push(KeyValue::new("gen_ai.token.type", kind));
                attributes.extend(ended.mark());
                self.tokens.record(count, &attributes);
            }
        }
    }

    /// Sends what was counted.
    pub(super) async fn flush(&self) {
        let provider = self.provider.clone();
        let _ = tokio::task::spawn_blocking(move || provider.force_flush()).await;
    }
}
