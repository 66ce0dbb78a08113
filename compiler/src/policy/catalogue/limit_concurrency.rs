//! `limit-concurrency`.

use super::{Attribute, AttributeKind, Entry, Fit, Limits, Refusal, limits};
use crate::policy::model::SectionKind;

pub(super) static ENTRY: Entry = Entry {
    name: "limit-concurrency",
    doc: "Lets through so many calls with the same key at once; further ones get 429 without waiting.",
    notes: "A refusal is 429 `concurrency_limit_exceeded`. A call holds its place until the last byte of its answer has gone out; with policies under `do` only while these run, unless the call is sent among them. Each gateway counts for itself. See [access and limits](../access.md).",
    sections: &[SectionKind::Inbound, SectionKind::Backend],
    attributes: &[
        Attribute::required("key", AttributeKind::Text, "what is counted together: calls with the same key"),
        Attribute::required(
            "max-count",
            AttributeKind::Integer,
            "how many calls may run; each until the last byte of its answer has gone out",
        )
        .fits(Fit::Positive),
    ],
    state: true,
    counts: true,
    wraps: true,
    limits: Some(Limits { amount: "max-count", key: Some("key"), ..Limits::DEFAULT }),
    refusals: &[Refusal::fixed(429, &["concurrency_limit_exceeded"])],
    check: |reader, arguments| limits::counts(reader, arguments, "key"),
    ..Entry::DEFAULT
};
