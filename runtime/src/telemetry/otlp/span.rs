//! The spans of a call: its own, and below it that of the exchange with the backend, if there was one.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::attributes::{Apart, Ended};
use super::wire::{Value, attribute, bytes, fixed32, fixed64, length, message, name, number, sized, texts};

/// Where spans stand among those of a scope (`ScopeSpans`).
const SPANS: u32 = 2;
/// `SPAN_KIND_SERVER` and `SPAN_KIND_CLIENT`.
const SERVER: u64 = 2;
const CLIENT: u64 = 3;
/// That it is said whether the parent is of another process, and that it is.
const SAYS_REMOTE: u32 = 0x100;
const REMOTE: u32 = 0x200;
/// `STATUS_CODE_ERROR`.
const ERROR: u64 = 2;

/// What the two spans of a call differ in.
struct Span<'s> {
    id: u64,
    parent: Option<u64>,
    /// With a space between the parts.
    name: (&'s str, Option<&'s str>),
    kind: u64,
    /// From the call's beginning to that of the span.
    after: Duration,
    failed: bool,
}

impl Ended<'_> {
    /// Writes the spans as fields of a `ScopeSpans`.
    pub(super) fn spans(&self, apart: &Apart, to: &mut Vec<u8>) {
        let own = self.trace.context.span;
        let call = Span {
            id: own,
            parent: self.trace.parent,
            name: (self.named_by_method(), Some(self.operation).filter(|operation| !operation.is_empty())),
            kind: SERVER,
            after: Duration::ZERO,
            // A caller's mistake is no error of the server's.
            failed: self.status >= 500 || self.ended_by.is_some_and(|by| by != "client"),
        };
        self.span(&call, to, |to| {
            to.extend_from_slice(&apart.request);
            self.of_call(to);
        });
        let Some(backend) = self.backend else { return };
        let exchange = Span {
            id: self.trace.exchange,
            parent: Some(own),
            name: self.exchange_name(),
            kind: CLIENT,
            after: self.attempt_after.unwrap_or_default(),
            failed: self.upstream_status.is_none_or(|status| status.as_u16() >= 400)
                || self.ended_by == Some("upstream"),
        };
        self.span(&exchange, to, |to| {
            to.extend_from_slice(&apart.model);
            self.of_exchange(backend, to);
        });
    }

    fn span(&self, span: &Span<'_>, to: &mut Vec<u8>, attributes: impl FnOnce(&mut Vec<u8>)) {
        let context = self.trace.context;
        message(to, SPANS, |to| {
            bytes(to, 1, &context.trace.to_be_bytes());
            bytes(to, 2, &span.id.to_be_bytes());
            if let Some(parent) = span.parent {
                bytes(to, 4, &parent.to_be_bytes());
            }
            match span.name {
                (first, Some(second)) => texts(to, 5, &[first, " ", second]),
                (name, None) => bytes(to, 5, name.as_bytes()),
            }
            number(to, 6, span.kind);
            let began = nanoseconds(self.began);
            fixed64(to, 7, began.saturating_add(whole(span.after)));
            fixed64(to, 8, began.saturating_add(whole(self.duration)));
            attributes(to);
            if span.failed {
                self.failed(to)
            } else {
                length(to, 15, 0)
            }
            let remote = span.parent.is_some() && span.kind == SERVER;
            fixed32(to, 16, SAYS_REMOTE | if remote { REMOTE } else { 0 } | u32::from(context.sampled));
        });
    }

    /// What failed, as an attribute and as the status.
    #[cold]
    fn failed(&self, to: &mut Vec<u8>) {
        let mut status = itoa::Buffer::new();
        let code = self.error.unwrap_or_else(|| status.format(self.status));
        attribute(to, name!("error.type"), Value::Text(code));
        length(to, 15, sized(code.len()) + 2);
        bytes(to, 2, code.as_bytes());
        number(to, 3, ERROR);
    }
}

/// Since 1970.
pub(super) fn nanoseconds(time: SystemTime) -> u64 {
    whole(time.duration_since(UNIX_EPOCH).unwrap_or_default())
}

fn whole(time: Duration) -> u64 {
    time.as_secs().saturating_mul(1_000_000_000).saturating_add(time.subsec_nanos().into())
}
