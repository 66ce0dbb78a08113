//! `quota`.

use super::{Entry, Limits, Refusal, limits};
use crate::policy::model::SectionKind;

pub(super) static ENTRY: Entry = Entry {
    name: "quota",
    doc: "Lets through so many calls, or bytes, of a subscription in each period; further calls get 403.",
    notes: "A refusal is 403 `quota_exceeded`, with `Retry-After` where the period ends. Periods follow one another from the year 1 on, in UTC.\n\n`apis` and their `operations` have quotas of their own beside the whole: a call needs a share of each that it comes under. See [access and limits](../access.md).",
    sections: &[SectionKind::Inbound],
    attributes: &[limits::MOST_CALLS, limits::BANDWIDTH, limits::PERIOD, limits::QUOTAS],
    awaits: true,
    state: true,
    counts: true,
    limits: Some(Limits {
        amount: "calls",
        period: Some("renewal-period"),
        apis: Some("apis"),
        else_counts: &["bandwidth", "apis"],
        ..Limits::DEFAULT
    }),
    check: |reader, arguments| {
        let mut good = limits::limits(reader, arguments);
        for (_, api) in arguments.rows("apis") {
            good &= limits::limits(reader, api);
            for (_, operation) in api.rows("operations") {
                good &= limits::limits(reader, operation);
            }
        }
        good
    },
    refusals: &[Refusal::waiting(403, &["quota_exceeded"])],
    ..Entry::DEFAULT
};
