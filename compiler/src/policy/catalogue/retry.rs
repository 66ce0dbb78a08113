//! `retry`.

use super::{AGAIN, Attribute, AttributeKind, Entry, Form, Part};
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::model::{Argument, Arguments, SectionKind, Value};
use crate::policy::read::Reader;

/// How often a call may be sent again.
const MOST: u64 = 50;

pub(super) static ENTRY: Entry = Entry {
    name: "retry",
    doc: "Sends the call, and sends it again as long as a condition holds.",
    notes: "\
The policies below it run, the call is sent, and then `condition` is looked at, which may read `response.status` and
`response.headers`. Where it holds, all of that is done again, `count` times at most. `forward-request` may stand at the end of
`do` to say how the call is sent; without `do` it is just sent.

An attempt without an answer counts as the answer that the caller would get: 502 where the backend can't be reached or breaks
off, 504 where it takes too long, 503 where its circuit breaker is open. The last attempt's answer is the call's.

| written | the wait before attempt n + 1 |
|---|---|
| `interval` | always `interval` |
| `interval`, `delta` | `interval` + (n - 1) x `delta` |
| `interval`, `delta`, `max-interval` | `interval` + (2^(n-1) - 1) x `delta`, spread by a fifth, and no longer than `max-interval` |
| `first-fast-retry: true` | none before the second attempt, else as above |

Nothing goes to the caller before the last attempt's answer began, and an answer that began is never asked for again. A body
that is read whole for a check, or by `buffer-request-body`, can always be sent again. Of one that streams through, `max-body`
are kept as it goes; a larger one is sent once, and the answer to it holds.

Where the backend is a pool, an attempt goes to a member that the call hasn't tried, as long as there is one. A pool has a
`retry` of its own, which needs no policy; see [backends](../backends.md). The access log counts the `attempts` of a call and
lists the `failed_attempts`.

The call is sent at the end of this policy, so none may stand behind it in `backend` (GW0523), none of a narrower scope
either.",
    sections: &[SectionKind::Backend],
    form: Form::Loop,
    attributes: &[
        AGAIN,
        Attribute::required("count", AttributeKind::Integer, "how often the call is sent again at most, from 1 to 50"),
        Attribute::required("interval", AttributeKind::Period, "the first wait"),
        Attribute::optional("delta", AttributeKind::Duration, "what is added to the wait each time"),
        Attribute::optional("max-interval", AttributeKind::Duration, "the longest wait; only beside `delta`"),
        Attribute::or("first-fast-retry", AttributeKind::Bool, "false", "whether the second attempt doesn't wait"),
        Attribute::or("max-body", AttributeKind::Size, "4MiB", "how much of a body that streams through is kept"),
    ],
    reads: &[Part::Status, Part::Headers],
    writes: &[Part::Sending],
    awaits: true,
    check,
    ..Entry::DEFAULT
};

fn check(reader: &mut Reader<'_>, arguments: &Arguments) -> bool {
    let mut good = true;
    if let (Some(count), Some(given)) = (arguments.integer("count"), arguments.given("count"))
        && !(1..=MOST).contains(&count)
    {
        let message = format!("`count` must be a whole number from 1 to {MOST}");
        reader.invalid(given.key.span, message, "it counts how often the call is sent again");
        good = false;
    }
    if let (Some(most), None) = (arguments.given("max-interval"), arguments.given("delta")) {
        let diagnostic = Diagnostic::at(Code::GW0403, arguments.span, "`delta` is missing in `retry`");
        reader.say(
            diagnostic
                .label(most.key.span, "without it no wait grows")
                .help("write by how much the wait grows: `delta: 500ms`"),
        );
        good = false;
    }
    if let Some(given) = arguments.given(AGAIN.name)
        && matches!(given.value, Argument::Bool(Value::Literal(false)))
    {
        let help = "write what makes it worth while, such as `\"${response.status == 429}\"`, or remove the policy";
        reader.invalid(given.key.span, "the condition never holds, so the call is sent once", help);
        good = false;
    }
    good
}
