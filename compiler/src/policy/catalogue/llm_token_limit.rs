//! `llm-token-limit`.

use super::{Attribute, AttributeKind, Choice, Entry, Fit, Limits, Part, Refusal, limits};
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::model::{Arguments, SectionKind};
use crate::policy::read::Reader;

pub(super) static ENTRY: Entry = Entry {
    name: "llm-token-limit",
    aliases: &["azure-openai-token-limit"],
    doc: "Lets through so many tokens with the same key in any minute, and in each period; further calls get 429 or 403.",
    notes: NOTES,
    sections: &[SectionKind::Inbound],
    attributes: &[
        limits::KEY,
        Attribute::optional(
            "tokens-per-minute",
            AttributeKind::Integer,
            "how many tokens any minute lets through, of prompts and completions together",
        )
        .fits(Fit::Positive),
        Attribute::optional("token-quota", AttributeKind::Integer, "how many tokens a period lets through")
            .fits(Fit::Positive),
        Attribute::optional(
            "token-quota-period",
            AttributeKind::Choice(&Choice::periods("TokenQuotaPeriod")),
            "the period of `token-quota`, as the calendar has it in UTC; weeks begin on Monday",
        ),
        Attribute::or(
            "estimate-prompt-tokens",
            AttributeKind::Bool,
            "false",
            "whether `tokens-consumed-variable-name` holds the bound of the prompt until the backend has answered, and not 0",
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
            "remaining-tokens-header-name",
            AttributeKind::Header,
            "the header of the answer that says how many tokens are left of the minute",
        ),
        Attribute::optional(
            "remaining-tokens-variable-name",
            AttributeKind::Count,
            "a variable that holds how many tokens are left of the minute",
        ),
        Attribute::optional(
            "remaining-quota-tokens-header-name",
            AttributeKind::Header,
            "the header of the answer that says how many tokens are left of the period",
        ),
        Attribute::optional(
            "remaining-quota-tokens-variable-name",
            AttributeKind::Count,
            "a variable that holds how many tokens are left of the period",
        ),
        Attribute::optional(
            "tokens-consumed-header-name",
            AttributeKind::Header,
            "the header of the answer that says how many tokens the call has used; not of a stream",
        ),
        Attribute::optional(
            "tokens-consumed-variable-name",
            AttributeKind::Count,
            "a variable that holds how many tokens the call has used, once the backend has answered; not of a stream",
        ),
    ],
    reads: &[Part::Body],
    awaits: true,
    state: true,
    counts: true,
    counts_tokens: true,
    limits: Some(Limits {
        amount: "tokens-per-minute",
        unit: "token",
        slides: true,
        key: Some("counter-key"),
        quota: Some(["token-quota", "token-quota-period"]),
        else_counts: &["token-quota", "token-quota-period", "bound-completions"],
        ..Limits::DEFAULT
    }),
    refusals: &[
        Refusal::waiting(429, &["token_limit_exceeded"]),
        Refusal::waiting(403, &["token_quota_exceeded"]),
        Refusal::fixed(415, &["unsupported_media_type"]),
    ],
    check: |reader, arguments| limits::counts(reader, arguments, "counter-key") & limited(reader, arguments),
    ..Entry::DEFAULT
};

/// Whether it limits anything, and a quota has its period.
fn limited(reader: &mut Reader<'_>, arguments: &Arguments) -> bool {
    let rate = arguments.given("tokens-per-minute");
    let (quota, period) = (arguments.given("token-quota"), arguments.given("token-quota-period"));
    let (span, message, help) = match (rate, quota, period) {
        (_, Some(quota), None) => (
            quota.key.span,
            "`token-quota` stands there without `token-quota-period`",
            "say for how long it is: `token-quota-period: Monthly`",
        ),
        (_, None, Some(period)) => (
            period.key.span,
            "`token-quota-period` stands there without `token-quota`",
            "say how many tokens a period lets through: `token-quota: 1000000`",
        ),
        (None, None, None) => (
            arguments.span,
            "nothing is limited: `tokens-per-minute` and `token-quota` are missing",
            "write `tokens-per-minute: 1000`, or `token-quota: 1000000` and `token-quota-period: Monthly`, or both",
        ),
        _ => return true,
    };
    reader.say(Diagnostic::at(Code::GW0403, span, message).help(help));
    false
}

const NOTES: &str = "\
A refusal is 429 `token_limit_exceeded` where the minute is used up, and 403 `token_quota_exceeded` where the period is, each with \
`Retry-After`: until the minute or the period has room again, or a second where calls that still run hold it. A call that may use \
more than the limit ever admits is refused without it. `error.reason` is `OpenAITokenLimitExceeded` or `OpenAITokenQuotaExceeded`, \
and `error.policy-id` tells several of these policies apart. Two policies with the same key count apart.

### What counts, and when

What a call may use is reserved before it is sent, and what it has used takes its place when it has ended. It counts from the moment \
when it was let through: for a minute, and in the period which that moment falls in. While it runs it counts as what was reserved for \
it, however long it runs. So no stretch of 60 seconds and no period lets through more than its limit, but for what calls use beyond \
what was reserved for them. What was used leaves the minute a 64th of it late at most, never early.

| the call | is let through where | and reserves |
|---|---|---|
| says the most tokens of its completion, or has none | all that it may use is left | the bound of its prompt and those tokens |
| doesn't say them | anything is left | the bound of its prompt |
| doesn't say them, with `bound-completions: true` | the bound of its prompt and one token more are left | that bound, and what is left up to 4,096 for each completion, which is set in the body |
| has a prompt of which a part is kept elsewhere | anything is left | what is known of it |
| has a body that isn't JSON, such as a form with a recording | anything is left | one token |
| has no body, or asks for a count of tokens | always | nothing |

The most tokens are `max_tokens` or `max_completion_tokens` of chat completions and of Anthropic's messages, `max_tokens` of \
completions, `max_output_tokens` of responses and `generationConfig.maxOutputTokens` of Gemini, times the completions that are asked \
for. `bound-completions` sets the one that requests of the kind have, and `max_completion_tokens` for models called `o1`, `o3` and so \
on or `gpt-5`, which refuse the other; where another target of a [model](../models.md) takes over, it is sent the one that it takes. \
More than 4,096 is never set, since models refuse more than they can do. Bodies of other kinds than these are left as they are. \
Parts are kept elsewhere where a body names an earlier response, a conversation, a stored prompt or \
file or a cache, has a document in it, or gives the model tools that the provider runs.

The bound of a prompt is its length: as many tokens as its body has bytes. Prompts in English have about a quarter of that. What is \
reserved too much is given back when the call has ended. Images and sound count by formulae, never by the length of their base64: an \
image as 4,096 tokens, or 48,169 for `gpt-4o-mini`, sound as a token for 31 bytes.

Where a call would be refused by that bound, its prompt is counted by the encoding of its model ([how](../tokens.md#counting)), and \
the count takes the place of the bound. That is done for models whose encoding is public, OpenAI's; for others the bound stays, and \
a limit must have room for it.

### What was used

Used is what the backend reports, in whole answers and at the end of streams: the total, or prompt and completion. An answer with \
another status than 2xx has used nothing; nor has a call that got no connection or no answer over it, or that was refused or \
answered by the gateway. Where nothing is reported, or a stream broke off before it was, used is what [is \
counted](../tokens.md#counting): the prompt, and of the completion what was delivered. Where that can't be read, or time ran out \
before an answer, the call has used what was reserved for it. An answer with success that [`retry`](retry.md) gave up for another \
one has used its tokens too, and an attempt that ran out of time before another was made, what was reserved. Answers are asked for uncoded, so that reports can be read.

What calls have used beyond a limit is `gateway_token_limit_overshoot_total` in the metrics: never more than they exceeded their \
reservations by.

With `state: redis` the replicas of a gateway share the counters. Each decision is one round trip, and so is each settlement. A \
reservation is a lease of 15 seconds there, which its gateway renews every 5 while the call runs, so that those of a gateway that \
died are given back. What can't be settled while Redis is away is settled when it is back, up to an hour after its lease has \
expired.

### Headers and variables

What is left is told as it was when the call had been let through, its reservation taken off. What it has used is told once the \
backend has answered: the answer is then held back until its end. Of a stream it is not told, since the head goes out before it is \
known; the access log and the metrics have it.

Azure API Management counts in each of its gateways alone, lets through what runs at once, estimates the tokens of streams, and \
refuses only once a quota is exceeded. There `estimate-prompt-tokens: false` reserves nothing; here every call reserves.";
