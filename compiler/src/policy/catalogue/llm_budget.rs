//! `llm-budget`.

use super::{Attribute, AttributeKind, Choice, Entry, Limits, Part, Refusal, limits};
use crate::policy::model::SectionKind;

const NAME: &str = "llm-budget";

pub(super) static ENTRY: Entry = Entry {
    name: NAME,
    doc: "Lets tokens of so much money be spent with the same key in each period; further calls get 403.",
    notes: NOTES,
    sections: &[SectionKind::Inbound],
    attributes: &[
        limits::KEY,
        Attribute::required(
            "budget",
            AttributeKind::Amount,
            "how much a period lets be spent, in the currency of `prices`; up to 4,000,000",
        ),
        Attribute::required(
            "budget-period",
            AttributeKind::Choice(&Choice::periods("BudgetPeriod")),
            "the period, as the calendar has it in UTC; weeks begin on Monday",
        ),
        Attribute::or(
            "bound-completions",
            AttributeKind::Bool,
            "false",
            "whether the most tokens of a completion are set in the body to what is left, where the caller doesn't say them",
        ),
        limits::RETRY_AFTER,
        limits::RETRY_AFTER_VARIABLE,
        Attribute::optional(
            "remaining-budget-header-name",
            AttributeKind::Header,
            "the header of the answer that says how much is left of the period, as a decimal number",
        ),
        Attribute::optional(
            "remaining-budget-variable-name",
            AttributeKind::Count,
            "a variable that holds how much is left of the period, in billionths of the currency's unit",
        ),
        Attribute::optional(
            "cost-header-name",
            AttributeKind::Header,
            "the header of the answer that says what the call costs, as a decimal number; not of a stream",
        ),
        Attribute::optional(
            "cost-variable-name",
            AttributeKind::Count,
            "a variable that holds what the call costs, in billionths of the currency's unit, once the backend has answered; \
             not of a stream",
        ),
    ],
    reads: &[Part::Body],
    awaits: true,
    state: true,
    counts: true,
    counts_tokens: true,
    limits: Some(Limits {
        slides: true,
        key: Some("counter-key"),
        quota: Some(["budget", "budget-period"]),
        else_counts: &["budget", "budget-period", "bound-completions"],
        ..Limits::DEFAULT
    }),
    refusals: &[
        Refusal::waiting(403, &["budget_exceeded"]),
        Refusal::fixed(403, &["model_not_priced"]),
        Refusal::fixed(415, &["unsupported_media_type"]),
    ],
    check: |reader, arguments| {
        limits::counts(reader, arguments, "counter-key") & reader.needs_prices(NAME, arguments.span)
    },
    ..Entry::DEFAULT
};

const NOTES: &str = "\
What tokens cost is told by the [price table](../money.md) that `prices` of the gateway file names. A refusal is 403 \
`budget_exceeded`, with `Retry-After`: until the next period, or a second where calls that still run hold what is left. A call that \
may cost more than the budget ever admits is refused without it. A call of a model that has no price is refused with 403 \
`model_not_priced`, unless `unknown` of `prices` names a price for it. `error.reason` is `BudgetExceeded` or `ModelNotPriced`, and \
`error.policy-id` tells several of these policies apart. Two policies with the same key count apart.

### What counts, and when

As [`llm-token-limit`](llm-token-limit.md) has it, with money in the place of tokens: what a call may cost is reserved before it is \
sent, and what it costs takes its place when it has ended, in the period that it was let through in. No period lets more be spent \
than its budget, but for what calls cost beyond what was reserved for them, which is \
`gateway_budget_overshoot_billionths_total` in the metrics. Where the caller or `bound-completions` says the most tokens of a \
completion, and all of the prompt stands in the body, no call costs more than was reserved for it.

Reserved is the bound of the prompt at the dearest price that the model has for tokens of prompts, and the most tokens of the \
completions at the dearest price for those. A model with a price for audio reserves as if all of the prompt were audio.

What the call costs is what the backend reports, by the prices that held when it was sent. Where nothing is reported, or the stream broke \
off before it was, it costs what is [counted](../tokens.md#counting), and where nothing can be counted or time ran out before an \
answer, what was reserved for it: the log then says `cost_estimated`. What has failed costs nothing.

The model is that which the path names, as `/deployments/NAME/` or `/models/NAME:generateContent`, else the member `model` of the body. \
A body that names several has a model without a price.

### Headers and variables

Headers hold decimal numbers, `12.5`. Variables hold whole billionths of the currency's unit, `12500000000`, so that expressions \
compare them exactly; what is left is told as it was when the call had been let through.

Azure API Management has no such policy.";
