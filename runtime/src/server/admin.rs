//! The admin listener: `/healthz`, `/readyz`, `/metrics`.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use http::{StatusCode, header};
use tokio::sync::watch;

use super::connection::Phase;
use crate::telemetry::Telemetry;

/// The routes. The process answers `/healthz` as long as it lives, `/readyz` until it drains.
pub(crate) fn router(telemetry: Arc<Telemetry>, phase: watch::Receiver<Phase>) -> Router {
    let ready = move || {
        let serving = *phase.borrow() == Phase::Serving;
        async move { if serving { (StatusCode::OK, "ready\n") } else { (StatusCode::SERVICE_UNAVAILABLE, "draining\n") } }
    };
    let metrics = move || {
        let text = telemetry.metrics.text();
        async { ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text) }
    };
    Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}
