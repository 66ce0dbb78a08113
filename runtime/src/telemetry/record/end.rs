//! The end of a call: what it has spent takes the place of what was reserved, its tokens are counted where nobody reported them,
//! and all that is known of it goes to the metrics, the exports and the log.

use std::sync::atomic::Ordering;
use std::time::Duration;

use http::{HeaderValue, Method, Uri};

use super::{Record, Stage, micros_since};
use crate::llm::{Completion, Evidence, Left, encoding};
use crate::store::Unit;
use crate::telemetry::Telemetry;
use crate::telemetry::metrics::{BrokenOff, Called};
#[cfg(feature = "otel")]
use crate::telemetry::otlp::Ended;
use crate::telemetry::pace::Pace;
use crate::telemetry::spent::{End, Spent, tokens};
use crate::telemetry::token_metrics::Whereabouts;

impl Drop for Record {
    fn drop(&mut self) {
        match self.stage {
            Stage::Moved => return,
            Stage::Counting { micros, .. } => {
                self.write(micros);
                self.telemetry.counting.fetch_sub(1, Ordering::Relaxed);
                return;
            }
            Stage::Open => {}
        }
        let micros = micros_since(self.began);
        self.settle();
        self.counts = self.tally.answer();
        // Before the line: who reads it may call again.
        self.places.clear();
        let bytes = self.tally.bytes_in().saturating_add(self.bytes_out);
        self.meters.drain(..).for_each(|meter| meter.settle(bytes));
        let left = self.tally.take_kept();
        match self.evidence(left) {
            Some(evidence) => self.count(evidence, micros),
            None => self.write(micros),
        }
    }
}

impl Record {
    /// Takes over what the check of a streamed body found.
    fn settle(&mut self) {
        let Some(findings) = self.findings.take() else { return };
        self.unknown_values += findings.unknown_values.load(Ordering::Relaxed);
        let violations = findings.violations.load(Ordering::Relaxed);
        if violations > 0 {
            self.violations += violations;
            self.code = self.code.or(findings.code.get().copied());
            self.telemetry.metrics.violations.get_or_create(&self.called()).inc();
        }
    }

    /// What the call has spent, as far as that was reported.
    fn spent(&self) -> Spent {
        Spent::of(End {
            sent: self.attempts > 0,
            status: self.upstream_status,
            cause: self.upstream_cause,
            usage: self.counts.usage.as_ref(),
            whole: self.ended_by.is_none(),
        })
    }

    pub(super) fn is_estimated(&self) -> bool {
        matches!(self.stage, Stage::Counting { counted: true, .. })
    }

    /// The same, with what was counted where nobody reported it.
    fn spent_or_counted(&self) -> Spent {
        // Of a call without an answer nobody knows what the backend has done for it.
        let answered = self.upstream_status.is_some();
        match self.counts.usage.filter(|usage| answered && usage.completion_tokens.is_some()) {
            Some(usage) if self.is_estimated() => Spent::Tokens(tokens(&usage)),
            _ if self.is_estimated() => Spent::Unknown,
            _ => self.spent(),
        }
    }

    /// Puts what was spent in the place of what was reserved for it.
    fn settle_reservations(&mut self) {
        let currency = self.prices().map(|prices| prices.currency());
        if self.reservations.is_empty() && currency.is_none() {
            return;
        }
        let spent = self.spent_or_counted();
        let given_up = self.given_up;
        if let Some(currency) = currency {
            let told = (&self.telemetry.metrics, &self.called());
            let spent = (spent, self.is_estimated());
            self.bill.settle(spent, (self.counts.usage, given_up), currency, told);
        }
        if self.reservations.is_empty() {
            return;
        }
        let overshoot = self.telemetry.metrics.overshoot.get_or_create_owned(&self.called());
        for reservation in self.reservations.drain(..) {
            let used = given_up.used(spent, reservation.amount);
            reservation.settle(used, Unit::Tokens, &overshoot);
        }
    }

    /// What the tokens of a call are counted from, where nobody reported them.
    fn evidence(&mut self, left: Left) -> Option<Evidence> {
        let Left { prompt, delivered, logged } = left;
        self.kept.asked = prompt.is_some();
        self.kept.prompt = logged;
        let Some(prompt) = prompt.filter(|_| self.spent() == Spent::Unknown) else {
            self.kept.delivered = delivered;
            return None;
        };
        let completion = match (delivered, self.upstream_status) {
            (Some(delivered), _) => Some(Completion::Delivered(delivered)),
            (None, None) => Some(Completion::Nothing),
            (None, Some(_)) => None,
        };
        Some(Evidence { path: self.uri.path().to_owned(), prompt, completion, reported: self.counts.usage })
    }

    /// Counts the tokens that nobody reported, and then writes the record: on a thread that serves no connections, where
    /// counting takes time.
    #[cold]
    fn count(&mut self, mut evidence: Evidence, micros: u64) {
        let (id, nothing) = (HeaderValue::from_static("-"), Uri::default());
        let mut blank = Self::blank(self.telemetry.clone(), id, Method::GET, nothing);
        blank.stage = Stage::Moved;
        let mut record = std::mem::replace(self, blank);
        record.stage = Stage::Counting { micros, counted: false };
        let counting = record.telemetry.counting.clone();
        counting.fetch_add(1, Ordering::Relaxed);
        let count = move || {
            record.counts.usage = Some(evidence.usage());
            record.kept.delivered = evidence.into_delivered();
            record.stage = Stage::Counting { micros, counted: true };
            drop(record);
        };
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) if encoding::EXACT => drop(runtime.spawn_blocking(count)),
            _ => count(),
        }
    }

    fn write(&mut self, micros: u64) {
        // 499: the client left before there was an answer.
        let status = self.status.map_or(499, |status| status.as_u16());
        self.settle_reservations();
        self.count_paces(Duration::from_micros(micros));
        self.counts.usage = self.given_up.with_last(self.counts.usage);
        let metrics = &self.telemetry.metrics;
        metrics.in_flight.dec();
        metrics.ended(self.called(), self.route, status, Duration::from_micros(micros));
        if self.unknown_values > 0 {
            metrics.unknown_values.get_or_create(&self.called()).inc_by(u64::from(self.unknown_values));
        }
        if let Some(usage) = &self.counts.usage {
            metrics.spent(&self.called(), self.route, usage, self.is_estimated());
        }
        if let Some(by) = self.ended_by {
            let Called { api, operation } = self.called();
            metrics.broken_off.get_or_create(&BrokenOff { api, operation, by: by.name() }).inc();
        }
        self.count_emissions();
        self.tell_llm_log(status, micros);
        #[cfg(feature = "otel")]
        self.export(status, Duration::from_micros(micros));
        self.telemetry.log.line(|line| self.line(line, status, micros));
    }

    /// Hands the call to the exports.
    #[cfg(feature = "otel")]
    fn export(&self, status: u16, duration: Duration) {
        let (Some(otlp), Some(trace)) = (&self.telemetry.otlp, self.trace) else { return };
        let Called { api, operation } = self.called();
        otlp.ended(&Ended {
            trace,
            began: self.time,
            duration,
            request_id: self.request_id.to_str().unwrap_or_default(),
            method: self.method.as_str(),
            path: self.uri.path(),
            status,
            api,
            operation,
            dialect: self.operation.map(|operation| operation.api.dialect),
            subscription: self.subscription.as_ref().map(|subscriber| &*subscriber.id),
            backend: self.backend,
            attempts: self.attempts,
            attempt_after: self.attempt_began.map(|began| began.saturating_duration_since(self.began)),
            upstream_status: self.upstream_status,
            stream: self.stream,
            model: self.model.as_deref(),
            usage: self.counts.usage.as_ref(),
            estimated: self.is_estimated(),
            pace: self.pace,
            error: self.code,
            ended_by: self.ended_by.map(super::EndedBy::name),
        });
    }

    /// Counts how fast a stream was. One that broke off tells when its first token came.
    fn count_paces(&mut self, duration: Duration) {
        let Some(first) = self.counts.first_token else { return };
        let whole = self.ended_by.is_none();
        let tokens = self.counts.usage.and_then(|usage| usage.completion_tokens).filter(|_| whole);
        let pace = Pace::of(first.saturating_duration_since(self.began), duration, tokens);
        self.telemetry.metrics.paces.observe(&self.called(), pace);
        self.pace = Some(pace);
    }

    /// Counts the tokens in the metrics that the gateway file asks for.
    fn count_emissions(&mut self) {
        let Some(usage) = self.counts.usage else { return };
        let estimated = self.is_estimated();
        let Telemetry { gateway, location, metrics, .. } = &*self.telemetry;
        for emission in self.emissions.drain(..) {
            let backend = self.backend.unwrap_or_default();
            metrics.token_metrics.count(emission, (&usage, estimated), Whereabouts { backend, gateway, location });
        }
    }
}
