//! A record for the log of calls of models.

use bytes::Bytes;
use http::Method;

use super::Record;
use crate::llm::Delivered;
use crate::telemetry::llm_log::{About, Call, Entry, LlmTexts, Value};
use crate::telemetry::metrics::Called;

/// What is kept of a call for that log.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Whether its body asks a language model.
    pub(super) asked: bool,
    /// The body as it was sent, where prompts are told.
    pub(super) prompt: Option<Bytes>,
    pub(super) delivered: Option<Box<Delivered>>,
}

impl Record {
    /// What is told of the texts of such calls.
    pub(crate) fn logged_texts(&self) -> Option<&'static LlmTexts> {
        self.telemetry.llm.as_ref()?.texts(self.operation?.api.name)
    }

    /// Tells of a call of a model: one whose body asks it, that was sent by `POST` and names one, or whose answer reports tokens.
    pub(super) fn tell_llm_log(&mut self, status: u16, micros: u64) {
        let Some(log) = &self.telemetry.llm else { return };
        let named = self.model.is_some() && self.backend.is_some() && self.method == Method::POST;
        if !self.kept.asked && !named && self.counts.usage.is_none() {
            return;
        }
        let Called { api, operation } = self.called();
        let about = About {
            time: self.time,
            context: self.context,
            request_id: self.request_id.to_str().unwrap_or_default().to_owned(),
            api,
            operation,
        };
        log.add(Call {
            entry: Entry { kind: "llm-call", about, members: self.members(status, micros), text: None },
            texts: self.logged_texts(),
            prompt: self.kept.prompt.take(),
            delivered: self.kept.delivered.take(),
        });
    }

    /// What is known of it. What isn't known is left out.
    fn members(&self, status: u16, duration_micros: u64) -> Vec<(&'static str, Value)> {
        let millis = |micros: u64| Value::Decimal(format!("{}.{:03}", micros / 1000, micros % 1000));
        let mut members = Vec::with_capacity(32);
        members.extend(self.product.map(|product| ("product", Value::Name(product))));
        members.extend(self.subscription.as_ref().map(|found| ("subscription", Value::Text(found.id.clone()))));
        members.extend(self.backend.map(|backend| ("backend", Value::Name(backend))));
        members.push(("attempts", Value::Count(u64::from(self.attempts))));
        members.push(("status", Value::Count(u64::from(status))));
        let upstream = self.upstream_status.map(|status| u64::from(status.as_u16()));
        members.extend(upstream.map(|status| ("upstream_status", Value::Count(status))));
        members.push(("stream", Value::Is(self.stream)));
        members.push(("duration_ms", millis(duration_micros)));
        if let Some(pace) = self.pace {
            members.push(("first_token_ms", millis(super::micros(pace.first))));
            members.extend(pace.each.map(|each| ("token_ms", millis(super::micros(each)))));
        }
        let counts = self.counts.usage.iter().flat_map(|usage| usage.counts());
        members.extend(counts.filter_map(|(name, count)| Some((name, Value::Count(count?)))));
        if self.is_estimated() {
            members.push(("estimated", Value::Is(true)));
        }
        if let (Some(prices), Some((amount, estimated, price))) = (self.prices(), self.bill.told()) {
            members.push(("cost", Value::Decimal(amount.to_string())));
            members.push(("currency", Value::Name(prices.currency())));
            members.extend(estimated.then_some(("cost_estimated", Value::Is(true))));
            members.extend(price.map(|price| ("priced_as", Value::Text((*price.name).to_owned()))));
            let edition = price.and_then(|price| price.edition.as_deref());
            members.extend(edition.map(|edition| ("prices", Value::Text(edition.to_owned()))));
        }
        members.extend(self.code.map(|code| ("error", Value::Name(code))));
        members.extend(self.ended_by.map(|by| ("ended_by", Value::Name(by.name()))));
        members.extend(self.model.clone().map(|model| ("model", Value::Text(model))));
        members
    }
}
