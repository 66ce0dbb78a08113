//! `rate-limit-by-key`.

use super::{Entry, Limits, Refusal, limits};
use crate::policy::model::SectionKind;

pub(super) static ENTRY: Entry = Entry {
    name: "rate-limit-by-key",
    doc: "Lets through so many calls with the same key in any stretch of time; further ones get 429.",
    notes: "A refusal is 429 `rate_limit_exceeded` with `Retry-After`. Two policies with the same key count apart. See [access and limits](../access.md).",
    sections: &[SectionKind::Inbound],
    attributes: &[
        limits::CALLS,
        limits::WINDOW,
        limits::KEY,
        limits::CONDITION,
        limits::COUNT,
        limits::RETRY_AFTER,
        limits::REMAINING,
        limits::TOTAL,
    ],
    awaits: true,
    state: true,
    counts: true,
    limits: Some(Limits {
        amount: "calls",
        period: Some("renewal-period"),
        slides: true,
        key: Some("counter-key"),
        else_counts: &["increment-condition", "increment-count"],
    }),
    refusals: &[Refusal::waiting(429, &["rate_limit_exceeded"])],
    check: |reader, arguments| limits::counts(reader, arguments, "counter-key"),
    ..Entry::DEFAULT
};
