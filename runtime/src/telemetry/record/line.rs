//! A record as a line of the access log: one JSON object (RFC 8259), whose members are listed in docs/server.md.

use super::{Record, micros};
use crate::text::{integer, json_string, timestamp};

/// A member's name in a line, with all that stands around it: written at once.
macro_rules! key {
    ($name:literal) => {
        concat!(",\"", $name, "\":")
    };
}

impl Record {
    pub(super) fn line(&self, to: &mut String, status: u16, duration_micros: u64) {
        to.push_str("{\"time\":\"");
        timestamp(to, self.time);
        to.push('"');
        if let Some(context) = &self.context {
            to.push_str(key!("trace_id"));
            to.push('"');
            context.write_trace(to);
            to.push('"');
        }
        let called = self.called();
        text(to, key!("request_id"), self.request_id.to_str().unwrap_or_default());
        if !called.api.is_empty() {
            text(to, key!("api"), called.api);
        }
        if !called.operation.is_empty() {
            text(to, key!("operation"), called.operation);
        }
        text(to, key!("method"), self.method.as_str());
        text(to, key!("path"), self.uri.path());
        number(to, key!("status"), u64::from(status));
        millis(to, key!("duration_ms"), duration_micros);
        if let Some(backend) = self.backend {
            text(to, key!("backend"), backend);
            number(to, key!("attempts"), u64::from(self.attempts));
        }
        if let Some(model) = self.model_attempted {
            text(to, key!("model"), model);
        }
        self.earlier_attempts(to);
        if let Some(status) = self.upstream_status {
            number(to, key!("upstream_status"), u64::from(status.as_u16()));
        }
        if let Some(micros) = self.upstream_micros {
            millis(to, key!("upstream_ms"), micros);
        }
        number(to, key!("bytes_in"), self.tally.bytes_in());
        number(to, key!("bytes_out"), self.bytes_out);
        to.push_str(if self.stream { ",\"stream\":true" } else { ",\"stream\":false" });
        if let Some(events) = self.counts.events {
            number(to, key!("events"), events);
        }
        if let Some(subscription) = &self.subscription {
            text(to, key!("subscription"), &subscription.id);
        }
        if self.unknown_values > 0 {
            number(to, key!("unknown_values"), u64::from(self.unknown_values));
        }
        if let Some(pace) = self.pace {
            millis(to, key!("first_token_ms"), micros(pace.first));
        }
        if let Some(usage) = &self.counts.usage {
            for (name, count) in usage.counts() {
                if let Some(count) = count {
                    to.push_str(",\"");
                    to.push_str(name);
                    to.push_str("\":");
                    integer(to, count);
                }
            }
        }
        if let Some(prices) = self.prices() {
            self.bill.line(to, prices.currency());
        }
        if self.is_estimated() {
            to.push_str(",\"estimated\":true");
        }
        if self.violations > 0 {
            number(to, key!("violations"), self.violations as u64);
        }
        if let Some(code) = self.code {
            text(to, key!("error"), code);
        }
        if !self.traces.is_empty() {
            to.push_str(key!("traces"));
            to.push('[');
            to.push_str(&self.traces);
            to.push(']');
        }
        if let Some(detail) = &self.detail {
            text(to, key!("detail"), detail);
        }
        if let Some(by) = self.ended_by {
            text(to, key!("ended_by"), by.name());
        }
        to.push_str("}\n");
    }

    fn earlier_attempts(&self, to: &mut String) {
        for (index, attempt) in self.earlier.iter().enumerate() {
            to.push_str(if index == 0 { ",\"failed_attempts\":[{\"backend\":" } else { ",{\"backend\":" });
            json_string(to, attempt.backend);
            if let Some(model) = attempt.model {
                text(to, key!("model"), model);
            }
            if let Some(status) = attempt.status {
                number(to, key!("status"), u64::from(status.as_u16()));
            }
            if let Some(cause) = attempt.cause {
                text(to, key!("cause"), cause);
            }
            if let Some(micros) = attempt.micros {
                millis(to, key!("ms"), micros);
            }
            to.push_str(if index + 1 == self.earlier.len() { "}]" } else { "}" });
        }
    }
}

fn text(to: &mut String, key: &str, value: &str) {
    to.push_str(key);
    json_string(to, value);
}

fn number(to: &mut String, key: &str, value: u64) {
    to.push_str(key);
    integer(to, value);
}

/// Milliseconds with three decimals.
fn millis(to: &mut String, key: &str, micros: u64) {
    to.push_str(key);
    integer(to, micros / 1000);
    to.push('.');
    let fraction = micros % 1000;
    to.push_str(match fraction {
        0..10 => "00",
        10..100 => "0",
        _ => "",
    });
    integer(to, fraction);
}
