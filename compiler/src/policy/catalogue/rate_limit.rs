//! `rate-limit`.

use super::{Entry, Limits, Refusal, limits};
use crate::policy::model::SectionKind;

pub(super) static ENTRY: Entry = Entry {
    name: "rate-limit",
    doc: "Lets through so many calls of a subscription in any stretch of time; further ones get 429.",
    notes: "A refusal is 429 `rate_limit_exceeded` with `Retry-After`. Azure API Management counts in each of its nodes for itself and lets calls without a subscription pass uncounted; here the limit holds, and such calls are counted together. See [access and limits](../access.md).",
    sections: &[SectionKind::Inbound],
    attributes: &[limits::CALLS, limits::WINDOW, limits::RETRY_AFTER, limits::REMAINING, limits::TOTAL],
    awaits: true,
    state: true,
    counts: true,
    limits: Some(Limits {
        amount: "calls",
        period: Some("renewal-period"),
        slides: true,
        key: None,
        else_counts: &[],
    }),
    refusals: &[Refusal::waiting(429, &["rate_limit_exceeded"])],
    ..Entry::DEFAULT
};
