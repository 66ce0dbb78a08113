//! `rate-limit`.

use super::{Entry, Limits, Refusal, limits};
use crate::policy::model::SectionKind;

pub(super) static ENTRY: Entry = Entry {
    name: "rate-limit",
    doc: "Lets through so many calls of a subscription in any stretch of time; further ones get 429.",
    notes: "A refusal is 429 `rate_limit_exceeded` with `Retry-After`. Azure API Management counts in each of its nodes for itself and lets calls without a subscription pass uncounted; here the limit holds, and such calls are counted together.\n\n`apis` and their `operations` have limits of their own beside the whole: a call needs a share of each that it comes under, and \
            one that a narrow limit lets through counts there, even where a broad one refuses it. See [access and limits](../access.md).",
    sections: &[SectionKind::Inbound],
    attributes: &[limits::CALLS, limits::WINDOW, limits::RETRY_AFTER,
        limits::RETRY_AFTER_VARIABLE,
        limits::REMAINING,
        limits::REMAINING_VARIABLE,
        limits::TOTAL,
        limits::RATES,
    ],
    awaits: true,
    state: true,
    counts: true,
    limits: Some(Limits {
        amount: "calls",
        period: Some("renewal-period"),
        slides: true,
        apis: Some("apis"),
        else_counts: &["apis"],
        ..Limits::DEFAULT
    }),
    refusals: &[Refusal::waiting(429, &["rate_limit_exceeded"])],
    ..Entry::DEFAULT
};
