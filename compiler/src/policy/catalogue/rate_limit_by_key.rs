//! `rate-limit-by-key`.

use super::{Entry, Limits, Refusal, limits};
use crate::policy::model::{Argument, SectionKind, Value};

pub(super) static ENTRY: Entry = Entry {
    name: "rate-limit-by-key",
    doc: "Lets through so many calls with the same key in any stretch of time; further ones get 429.",
    notes: "A refusal is 429 `rate_limit_exceeded` with `Retry-After`. Two policies with the same key count apart.\n\nWith `increment-after-response: true` a call is let through while anything is left, and counts when its answer comes from the backend, \
            if `increment-condition` holds for it: `${response.status == 200}`. Calls under way at once may then pass the limit, as many as there are. See [access and limits](../access.md).",
    sections: &[SectionKind::Inbound],
    attributes: &[
        limits::CALLS,
        limits::WINDOW,
        limits::KEY,
        limits::CONDITION,
        limits::COUNT,
        limits::LATER,
        limits::RETRY_AFTER,
        limits::RETRY_AFTER_VARIABLE,
        limits::REMAINING,
        limits::REMAINING_VARIABLE,
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
        else_counts: &["increment-condition", "increment-count", "increment-after-response"],
        ..Limits::DEFAULT
    }),
    settles: &["increment-condition", "increment-count"],
    check: |reader, arguments| {
        let later = arguments.given("increment-after-response");
        let fixed = later.is_none_or(|given| matches!(given.value, Argument::Bool(Value::Literal(_))));
        if let (Some(given), false) = (later, fixed) {
            let message = "what is emitted depends on `increment-after-response`";
            reader.invalid(given.key.span, message, "write `true` or `false`");
        }
        limits::counts(reader, arguments, "counter-key") & fixed
    },
    refusals: &[Refusal::waiting(429, &["rate_limit_exceeded"])],
    ..Entry::DEFAULT
};
