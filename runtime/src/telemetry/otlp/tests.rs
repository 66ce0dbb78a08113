//! What is written, as the types that OpenTelemetry publishes read it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::StatusCode;
use opentelemetry::KeyValue;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1 as common;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::metrics::v1::{HistogramDataPoint, Metric, metric::Data};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::{Span, Status};
use opentelemetry_sdk::Resource as SdkResource;
use prost::Message as _;

use super::Traced;
use super::attributes::{Apart, Ended};
use super::histogram::Period;
use super::metrics::Measured;
use super::sender::Source;
use crate::fault::Dialect;
use crate::llm::usage::Usage;
use crate::telemetry::pace::Pace;
use crate::telemetry::trace_context::Context;

const TRACE: u128 = 0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736;
const BEGAN: u64 = 1_790_000_000_000_000_123;
const USAGE: Usage = Usage { prompt_tokens: Some(9), completion_tokens: Some(300), ..Usage::NONE };

/// A short call that no backend is asked for.
pub(super) fn call() -> Ended<'static> {
    Ended {
        trace: Traced { context: Context { trace: TRACE, span: 0xa1, sampled: true }, parent: None, exchange: 0xb2 },
        began: UNIX_EPOCH + Duration::from_nanos(BEGAN),
        duration: Duration::from_micros(1500),
        request_id: "id-1",
        method: "POST",
        path: "/v1/chat/completions",
        status: 200,
        api: "chat",
        operation: "complete",
        dialect: Some(Dialect::OpenAi),
        subscription: None,
        backend: None,
        attempts: 0,
        attempt_after: None,
        upstream_status: None,
        stream: false,
        model: None,
        usage: None,
        estimated: false,
        pace: None,
        error: None,
        ended_by: None,
    }
}

/// The same, answered by a backend that runs a model.
fn asked() -> Ended<'static> {
    Ended {
        backend: Some("azure"),
        attempts: 1,
        attempt_after: Some(Duration::from_micros(200)),
        upstream_status: Some(StatusCode::OK),
        model: Some("gpt-4o"),
        usage: Some(&USAGE),
        ..call()
    }
}

fn source() -> Source {
    Source::new(&SdkResource::builder_empty().with_attribute(KeyValue::new("service.name", "desk")).build())
}

fn attribute(key: &str, value: Value) -> common::KeyValue {
    let value = Some(common::AnyValue { value: Some(value) });
    common::KeyValue { key: key.to_owned(), value, key_strindex: 0 }
}

fn text(key: &str, value: &str) -> common::KeyValue {
    attribute(key, Value::StringValue(value.to_owned()))
}

fn count(key: &str, value: i64) -> common::KeyValue {
    attribute(key, Value::IntValue(value))
}

fn written(ended: &Ended<'_>) -> (Apart, Vec<u8>) {
    let (mut apart, mut bytes) = (Apart::default(), Vec::new());
    ended.apart(&mut apart);
    ended.spans(&apart, &mut bytes);
    (apart, bytes)
}

fn spans(ended: &Ended<'_>) -> Vec<Span> {
    let request = ExportTraceServiceRequest::decode(source().request(&written(ended).1).as_slice()).unwrap();
    let [of_resource] = request.resource_spans.try_into().unwrap();
    let resource = Resource { attributes: vec![text("service.name", "desk")], ..Resource::default() };
    assert_eq!(of_resource.resource, Some(resource));
    let [of_scope] = of_resource.scope_spans.try_into().unwrap();
    let scope = common::InstrumentationScope { name: "gatewright".to_owned(), ..Default::default() };
    assert_eq!(of_scope.scope, Some(scope));
    of_scope.spans
}

/// The call's span, as one that went well.
fn of_call(attributes: Vec<common::KeyValue>) -> Span {
    Span {
        trace_id: TRACE.to_be_bytes().to_vec(),
        span_id: 0xa1_u64.to_be_bytes().to_vec(),
        name: "POST complete".to_owned(),
        kind: 2,
        start_time_unix_nano: BEGAN,
        end_time_unix_nano: BEGAN + 1_500_000,
        attributes,
        status: Some(Status::default()),
        flags: 0x101,
        ..Span::default()
    }
}

/// That of the exchange.
fn of_exchange(name: &str, attributes: Vec<common::KeyValue>) -> Span {
    Span {
        span_id: 0xb2_u64.to_be_bytes().to_vec(),
        parent_span_id: 0xa1_u64.to_be_bytes().to_vec(),
        name: name.to_owned(),
        kind: 3,
        start_time_unix_nano: BEGAN + 200_000,
        ..of_call(attributes)
    }
}

fn of_request(status: i64) -> Vec<common::KeyValue> {
    vec![
        text("http.request.method", "POST"),
        count("http.response.status_code", status),
        text("gatewright.api", "chat"),
        text("gatewright.operation", "complete"),
    ]
}

fn of_model(model: Option<&str>) -> Vec<common::KeyValue> {
    let mut attributes = vec![
        text("gen_ai.operation.name", "chat"),
        text("gatewright.api", "chat"),
        text("gatewright.operation", "complete"),
        text("gen_ai.provider.name", "openai"),
    ];
    attributes.extend(model.map(|model| text("gen_ai.request.model", model)));
    attributes
}

fn and(mut these: Vec<common::KeyValue>, those: Vec<common::KeyValue>) -> Vec<common::KeyValue> {
    these.extend(those);
    these
}

fn at_path(status: i64) -> Vec<common::KeyValue> {
    let place = vec![text("url.path", "/v1/chat/completions"), text("gatewright.request_id", "id-1")];
    and(of_request(status), place)
}

fn sent() -> Vec<common::KeyValue> {
    vec![
        text("gatewright.backend", "azure"),
        count("gatewright.attempts", 1),
        count("http.response.status_code", 200),
        count("gen_ai.usage.input_tokens", 9),
        count("gen_ai.usage.output_tokens", 300),
    ]
}

#[test]
fn a_call_is_a_span_and_one_more_where_a_backend_is_asked() {
    assert_eq!(spans(&call()), [of_call(at_path(200))]);
    let exchange = of_exchange("chat gpt-4o", and(of_model(Some("gpt-4o")), sent()));
    assert_eq!(spans(&asked()), [of_call(at_path(200)), exchange]);
    let named = Ended { usage: None, model: None, ..asked() };
    let plain = of_exchange("POST", sent().into_iter().take(3).collect());
    assert_eq!(spans(&named), [of_call(at_path(200)), plain]);
    let nameless = Ended { model: None, ..asked() };
    assert_eq!(spans(&nameless)[1], of_exchange("chat", and(of_model(None), sent())));
}

#[test]
fn a_caller_with_a_span_is_the_parent_and_of_another_process() {
    let subscription = Ended { subscription: Some("desk"), ..asked() };
    let traced = Traced { parent: Some(0xc3), ..subscription.trace };
    let [call, exchange] = spans(&Ended { trace: traced, ..subscription }).try_into().unwrap();
    let attributes = and(at_path(200), vec![text("gatewright.subscription", "desk")]);
    let parent_span_id = 0xc3_u64.to_be_bytes().to_vec();
    assert_eq!(call, Span { parent_span_id, flags: 0x301, ..of_call(attributes) });
    assert_eq!(exchange.flags, 0x101);
}

#[test]
fn a_stream_tells_its_pace_and_what_is_counted_here_is_marked() {
    let usage = Usage { cached_tokens: Some(4), cache_write_tokens: Some(1), ..USAGE };
    let pace = Pace { first: Duration::from_millis(250), each: Some(Duration::from_millis(20)) };
    let streamed = Ended { stream: true, estimated: true, usage: Some(&usage), pace: Some(pace), ..asked() };
    let more = vec![
        count("gen_ai.usage.cache_read.input_tokens", 4),
        count("gen_ai.usage.cache_creation.input_tokens", 1),
        attribute("gatewright.estimated", Value::BoolValue(true)),
        attribute("gen_ai.response.time_to_first_chunk", Value::DoubleValue(0.25)),
        attribute("gen_ai.request.stream", Value::BoolValue(true)),
    ];
    let attributes = and(and(of_model(Some("gpt-4o")), sent()), more);
    assert_eq!(spans(&streamed)[1], of_exchange("chat gpt-4o", attributes));
}

#[test]
fn what_failed_says_so_on_the_span_that_it_concerns() {
    let status = |code: &str| Some(Status { message: code.to_owned(), code: 2 });
    let error = |attributes, code| and(attributes, vec![text("error.type", code)]);
    // No answer, and then none that is one.
    let away = Ended { status: 502, upstream_status: None, usage: None, error: Some("backend_unreachable"), ..asked() };
    let [call, exchange] = spans(&away).try_into().unwrap();
    let attributes = error(at_path(502), "backend_unreachable");
    assert_eq!(call, Span { status: status("backend_unreachable"), ..of_call(attributes) });
    let attributes = and(of_model(Some("gpt-4o")), sent().into_iter().take(2).collect());
    let attributes = error(attributes, "backend_unreachable");
    assert_eq!(exchange, Span { status: status("backend_unreachable"), ..of_exchange("chat gpt-4o", attributes) });
    // The backend refuses, which is the caller's mistake: its status is the type of the error.
    let refused = Ended { status: 404, upstream_status: Some(StatusCode::NOT_FOUND), ..asked() };
    let [call, exchange] = spans(&refused).try_into().unwrap();
    assert_eq!(call, of_call(at_path(404)));
    assert_eq!((exchange.status, exchange.attributes.last()), (status("404"), Some(&text("error.type", "404"))));
    // A caller that leaves fails nothing, a backend that does fails both.
    for (by, failed) in [("client", [0, 0]), ("upstream", [2, 2]), ("gateway", [2, 0])] {
        let spans = spans(&Ended { ended_by: Some(by), ..asked() });
        assert!(spans[0].attributes.contains(&text("gatewright.ended_by", by)));
        let codes: Vec<i32> = spans.into_iter().map(|span| span.status.unwrap().code).collect();
        assert_eq!(codes, failed, "{by}");
    }
}

#[test]
fn calls_without_a_route_have_no_operation_in_their_name() {
    let nowhere = Ended { method: "BREW", operation: "", api: "", status: 404, dialect: None, ..call() };
    let [span] = spans(&nowhere).try_into().unwrap();
    assert_eq!(span.name, "HTTP");
    assert_eq!(span.attributes[0], text("http.request.method", "_OTHER"));
    assert_eq!(span.attributes[3], text("gatewright.operation", ""));
    assert_eq!(span.attributes[4], text("http.request.method_original", "BREW"));
}

#[test]
fn lengths_are_right_whatever_they_are() {
    for length in (0..300).chain(16_000..16_500).chain([70_000, 2_097_100, 2_100_000]) {
        let id = "i".repeat(length);
        let [call, exchange] = spans(&Ended { request_id: &id, ..asked() }).try_into().unwrap();
        assert_eq!(call.attributes[5], text("gatewright.request_id", &id));
        assert_eq!(exchange.name, "chat gpt-4o", "{length}");
    }
}

#[test]
fn long_paths_and_methods_are_cut_between_characters() {
    let (path, method) = (format!("/{}", "ü".repeat(2_000)), "M".repeat(60_000));
    let [span] = spans(&Ended { path: &path, method: &method, ..call() }).try_into().unwrap();
    assert_eq!(span.name, "HTTP complete");
    assert_eq!(span.attributes[4], text("http.request.method_original", &method[..64]));
    assert_eq!(span.attributes[5], text("url.path", &path[..2_047]));
}

#[test]
fn methods_that_callers_make_up_are_one_series() {
    let names: Vec<String> = (0..100).map(|number| format!("M{number}")).collect();
    let mut calls: Vec<_> = names.iter().map(|method| Ended { method, ..call() }).collect();
    calls.extend([Ended { method: "PATCH", ..call() }, Ended { method: "patch", ..call() }]);
    let points = points(&metrics(&measured(&calls), false), "http.server.request.duration");
    let told: Vec<_> = points.into_iter().map(|point| (point.attributes[0].clone(), point.count)).collect();
    assert_eq!(told.len(), 2);
    assert!(told.contains(&(text("http.request.method", "_OTHER"), 101)));
    assert!(told.contains(&(text("http.request.method", "PATCH"), 1)));
}

fn measured(calls: &[Ended<'_>]) -> Measured {
    let measured = Measured::default();
    for call in calls {
        measured.count(call, &written(call).0);
    }
    measured
}

fn metrics(measured: &Measured, delta: bool) -> Vec<Metric> {
    let bytes = source().request(&measured.write(delta, Period { from: 7, to: 9 }));
    let request = ExportMetricsServiceRequest::decode(bytes.as_slice()).unwrap();
    request.resource_metrics.into_iter().flat_map(|of| of.scope_metrics).flat_map(|of| of.metrics).collect()
}

fn points(metrics: &[Metric], name: &str) -> Vec<HistogramDataPoint> {
    let metric = metrics.iter().find(|metric| metric.name == name).unwrap_or_else(|| panic!("no {name}"));
    let Some(Data::Histogram(histogram)) = &metric.data else { panic!("{metric:?}") };
    histogram.data_points.clone()
}

#[test]
fn what_calls_took_and_used_is_in_histograms() {
    let pace = Pace { first: Duration::from_millis(250), each: Some(Duration::from_millis(20)) };
    let slow = Ended { duration: Duration::from_secs(100), pace: Some(pace), ..asked() };
    let failed = Ended { status: 502, usage: None, ..asked() };
    let estimated = Ended { estimated: true, ..asked() };
    let metrics = metrics(&measured(&[asked(), slow, failed, estimated]), false);
    let told: Vec<_> = metrics.iter().map(|metric| (&*metric.name, &*metric.unit)).collect();
    assert_eq!(
        told,
        [
            ("gen_ai.client.token.usage", "{token}"),
            ("http.server.request.duration", "s"),
            ("gen_ai.server.request.duration", "s"),
            ("gen_ai.server.time_to_first_token", "s"),
            ("gen_ai.server.time_per_output_token", "s"),
        ]
    );
    let temporality = |metric: &Metric| match &metric.data {
        Some(Data::Histogram(histogram)) => histogram.aggregation_temporality,
        other => panic!("{other:?}"),
    };
    assert!(metrics.iter().all(|metric| temporality(metric) == 2));
    let requests = points(&metrics, "http.server.request.duration");
    let mut bucket_counts = vec![0; 15];
    (bucket_counts[0], bucket_counts[14]) = (2, 1);
    let seconds = vec![0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
    let expected = HistogramDataPoint {
        attributes: of_request(200),
        start_time_unix_nano: 7,
        time_unix_nano: 9,
        count: 3,
        sum: Some(0.0015 + 100.0 + 0.0015),
        bucket_counts,
        explicit_bounds: seconds,
        min: Some(0.0015),
        max: Some(100.0),
        ..HistogramDataPoint::default()
    };
    assert_eq!(requests.iter().find(|point| point.attributes == of_request(200)), Some(&expected));
    assert_eq!(requests.iter().find(|point| point.attributes == of_request(502)).unwrap().count, 1);
    assert_eq!(points(&metrics, "gen_ai.server.request.duration")[0].attributes, of_model(Some("gpt-4o")));
    assert_eq!(points(&metrics, "gen_ai.server.time_to_first_token")[0].sum, Some(0.25));
    assert_eq!(points(&metrics, "gen_ai.server.time_per_output_token")[0].count, 1);
    let tokens = points(&metrics, "gen_ai.client.token.usage");
    for (kind, marked, sum) in
        [("input", false, 18.0), ("output", false, 600.0), ("input", true, 9.0), ("output", true, 300.0)]
    {
        let mut attributes = and(of_model(Some("gpt-4o")), vec![text("gen_ai.token.type", kind)]);
        attributes.extend(marked.then(|| attribute("gatewright.estimated", Value::BoolValue(true))));
        let point = tokens.iter().find(|point| point.attributes == attributes).unwrap();
        assert_eq!(point.sum, Some(sum), "{kind} {marked}");
    }
}

#[test]
fn the_time_of_a_model_is_told_of_calls_that_report_nothing_too() {
    let failed = Ended { status: 502, usage: None, ..asked() };
    let speech = Ended { path: "/v1/audio/speech", usage: None, ..asked() };
    let unsent = Ended { backend: None, usage: None, ..asked() };
    let told_of = Ended { method: "GET", path: "/v1/models/m", usage: None, ..asked() };
    let metrics = metrics(&measured(&[failed, speech, unsent, told_of]), false);
    assert_eq!(points(&metrics, "gen_ai.server.request.duration").iter().map(|point| point.count).sum::<u64>(), 2);
    assert!(metrics.iter().all(|metric| metric.name != "gen_ai.client.token.usage"));
}

#[test]
fn a_value_that_is_a_bound_is_not_above_it() {
    let metrics = metrics(&measured(&[Ended { duration: Duration::from_millis(10), ..call() }]), false);
    assert_eq!(points(&metrics, "http.server.request.duration")[0].bucket_counts[..2], [1, 0]);
}

#[test]
fn what_was_told_is_told_again_or_begun_anew_as_the_receiver_wants_it() {
    let told = measured(&[asked()]);
    assert_eq!(metrics(&told, false), metrics(&told, false));
    let delta = metrics(&told, true);
    let Some(Data::Histogram(histogram)) = &delta[0].data else { panic!("{delta:?}") };
    assert_eq!(histogram.aggregation_temporality, 1);
    assert!(metrics(&told, true).is_empty());
}

#[test]
fn callers_that_name_many_models_fill_one_series() {
    let names: Vec<String> = (0..2_100).map(|number| format!("m{number}")).collect();
    let calls: Vec<_> = names.iter().map(|name| Ended { model: Some(name), ..asked() }).collect();
    let durations = points(&metrics(&measured(&calls), false), "gen_ai.server.request.duration");
    assert_eq!(durations.len(), 2_001);
    let others = vec![attribute("otel.metric.overflow", Value::BoolValue(true))];
    assert_eq!(durations.iter().find(|point| point.attributes == others).unwrap().count, 100);
}

#[test]
fn times_before_1970_are_none() {
    assert_eq!(super::span::nanoseconds(SystemTime::UNIX_EPOCH - Duration::from_secs(1)), 0);
}
