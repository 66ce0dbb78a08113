//! `quota`.

use super::{Entry, Limits, Refusal, limits};
use crate::policy::model::SectionKind;

pub(super) static ENTRY: Entry = Entry {
    name: "quota",
    doc: "Lets through so many calls, or bytes, of a subscription in each period; further calls get 403.",
    notes: "A refusal is 403 `quota_exceeded`, with `Retry-After` where the period ends. Periods follow one another from the year 1 on, in UTC. See [access and limits](../access.md).",
    sections: &[SectionKind::Inbound],
    attributes: &[limits::MOST_CALLS, limits::BANDWIDTH, limits::PERIOD],
    awaits: true,
    state: true,
    counts: true,
    limits: Some(Limits {
        amount: "calls",
        period: Some("renewal-period"),
        slides: false,
        key: None,
        else_counts: &["bandwidth"],
    }),
    refusals: &[Refusal::waiting(403, &["quota_exceeded"])],
    check: limits::limits,
    ..Entry::DEFAULT
};
