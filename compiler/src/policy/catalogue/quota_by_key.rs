//! `quota-by-key`.

use super::{Attribute, AttributeKind, Entry, Limits, Refusal, limits};
use crate::policy::model::SectionKind;

pub(super) static ENTRY: Entry = Entry {
    name: "quota-by-key",
    doc: "Lets through so many calls, or bytes, with the same key in each period; further calls get 403.",
    notes: "A refusal is 403 `quota_exceeded`, with `Retry-After` where the period ends. See [access and limits](../access.md).",
    sections: &[SectionKind::Inbound],
    attributes: &[
        limits::KEY,
        limits::MOST_CALLS,
        limits::BANDWIDTH,
        limits::PERIOD,
        limits::CONDITION,
        limits::COUNT,
        Attribute::or(
            "first-period-start",
            AttributeKind::Name,
            "0001-01-01T00:00:00Z",
            "when a period begins, as RFC 3339 writes times; the others follow from it",
        ),
    ],
    awaits: true,
    state: true,
    counts: true,
    limits: Some(Limits {
        amount: "calls",
        period: Some("renewal-period"),
        key: Some("counter-key"),
        else_counts: &["bandwidth", "increment-condition", "increment-count", "first-period-start"],
        ..Limits::DEFAULT
    }),
    refusals: &[Refusal::waiting(403, &["quota_exceeded"])],
    check: |reader, arguments| {
        let limited = limits::limits(reader, arguments) & limits::counts(reader, arguments, "counter-key");
        let Some(start) = arguments.name("first-period-start") else { return limited };
        let good = is_time(&start.value);
        if !good {
            let message = format!("`{}` is no time", start.value);
            reader.invalid(start.span, message, "write it as RFC 3339 does, such as `2027-01-01T00:00:00Z`");
        }
        limited && good
    },
    ..Entry::DEFAULT
};

/// Whether a text has the shape of a time (RFC 3339, section 5.6) in UTC, and its fields are in range.
fn is_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 20
        && bytes.iter().zip(b"0000-00-00T00:00:00Z").all(|(byte, shape)| match shape {
            b'0' => byte.is_ascii_digit(),
            mark => byte == mark,
        });
    let field = |from: usize| text.get(from..from + 2).and_then(|digits| digits.parse::<u32>().ok()).unwrap_or(u32::MAX);
    let days = match field(5) {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    shape && !text.starts_with("0000") && (1..=days).contains(&field(8)) && field(11) < 24 && field(14) < 60 && field(17) < 60
}
