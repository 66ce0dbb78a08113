//! What the policies that limit calls share.

use super::{Attribute, AttributeKind, Fit, Row};
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::model::{Argument, Arguments, Piece, Value};
use crate::policy::read::Reader;

pub(super) const CALLS: Attribute =
    Attribute::required("calls", AttributeKind::Integer, "how many calls are let through").fits(Fit::Positive);

pub(super) const WINDOW: Attribute = Attribute::required(
    "renewal-period",
    AttributeKind::Duration,
    "the length of the window: of any stretch of time as long, no more calls are let through",
);

pub(super) const RETRY_AFTER: Attribute = Attribute::or(
    "retry-after-header-name",
    AttributeKind::Header,
    "retry-after",
    "a further header that says, beside Retry-After, after how many seconds a refused call may be tried again",
);

pub(super) const RETRY_AFTER_VARIABLE: Attribute = Attribute::optional(
    "retry-after-variable-name",
    AttributeKind::Count,
    "a variable that holds, where the call is refused, after how many seconds it may be tried again",
);

pub(super) const REMAINING_VARIABLE: Attribute = Attribute::optional(
    "remaining-calls-variable-name",
    AttributeKind::Count,
    "a variable that holds how many calls are left",
);

pub(super) const REMAINING: Attribute = Attribute::optional(
    "remaining-calls-header-name",
    AttributeKind::Header,
    "the header of the answer that says how many calls are left",
);

pub(super) const TOTAL: Attribute = Attribute::optional(
    "total-calls-header-name",
    AttributeKind::Header,
    "the header of the answer that says how many calls there are in a window",
);

pub(super) const KEY: Attribute =
    Attribute::required("counter-key", AttributeKind::Text, "what is counted together: calls with the same key");

pub(super) const CONDITION: Attribute =
    Attribute::or("increment-condition", AttributeKind::Bool, "true", "whether the call counts");

pub(super) const COUNT: Attribute =
    Attribute::or("increment-count", AttributeKind::Integer, "1", "as how many calls the call counts");

pub(super) const LATER: Attribute = Attribute::or(
    "increment-after-response",
    AttributeKind::Bool,
    "false",
    "whether the call counts when the backend has answered; `increment-condition` may then look at the answer",
);

pub(super) const MOST_CALLS: Attribute =
    Attribute::optional("calls", AttributeKind::Integer, "how many calls a period lets through").fits(Fit::Positive);

pub(super) const RATES: Attribute = Attribute {
    name: "apis",
    kind: AttributeKind::Rows(&Row {
        of: "ApiRate",
        attributes: &[
            CALLS,
            WINDOW,
            Attribute {
                name: "operations",
                kind: AttributeKind::Rows(&Row { of: "OperationRate", attributes: &[CALLS, WINDOW] }),
                doc: "limits of the API's operations, by their ids",
                ..RATES_OF
            },
        ],
    }),
    doc: "limits of APIs beside the whole, by their names",
    ..RATES_OF
};

pub(super) const QUOTAS: Attribute = Attribute {
    name: "apis",
    kind: AttributeKind::Rows(&Row {
        of: "ApiQuota",
        attributes: &[
            MOST_CALLS,
            BANDWIDTH,
            PERIOD,
            Attribute {
                name: "operations",
                kind: AttributeKind::Rows(&Row { of: "OperationQuota", attributes: &[MOST_CALLS, BANDWIDTH, PERIOD] }),
                doc: "quotas of the API's operations, by their ids",
                ..RATES_OF
            },
        ],
    }),
    doc: "quotas of APIs beside the whole, by their names",
    ..RATES_OF
};

/// What such attributes have in common.
const RATES_OF: Attribute = Attribute::optional("", AttributeKind::Name, "");

pub(super) const BANDWIDTH: Attribute = Attribute::optional(
    "bandwidth",
    AttributeKind::Size,
    "how many bytes of bodies, of requests and answers together, a period lets through",
);

pub(super) const PERIOD: Attribute = Attribute::required(
    "renewal-period",
    AttributeKind::Period,
    "the length of a period; `0s`: there is one, which doesn't end",
);

/// Whether a quota limits anything.
pub(super) fn limits(reader: &mut Reader<'_>, arguments: &Arguments) -> bool {
    let limits = arguments.given("calls").is_some() || arguments.given("bandwidth").is_some();
    if !limits {
        let message = "the quota limits nothing: `calls` and `bandwidth` are missing";
        reader.say(
            Diagnostic::at(Code::GW0403, arguments.span, message)
                .help("write `calls: 1000`, `bandwidth: 40MiB`, or both"),
        );
    }
    limits
}

/// Whether a limiter with a key ever counts two calls together. Says if not.
pub(super) fn counts(reader: &mut Reader<'_>, arguments: &Arguments, key: &str) -> bool {
    let mut good = true;
    let mut never = |span, message: &str, help: &str| {
        reader.say(Diagnostic::at(Code::GW0432, span, message).help(help));
        good = false;
    };
    let own = |piece: &Piece| matches!(piece, Piece::Expression(written) if written.source.trim() == "request.id");
    if let Some(text) = arguments.texts(key).first().filter(|text| text.pieces.iter().any(own)) {
        let help = "count by what calls have in common, such as `${subscription.id}` or `${request.ip}`";
        never(text.span, "no two calls have the same key, so no call is ever refused", help);
    }
    if let Some(given) = arguments.given("increment-condition")
        && matches!(given.value, Argument::Bool(Value::Literal(false)))
    {
        never(given.place().1, "no call counts, so none is ever refused", "leave it out, or remove the policy");
    }
    if let (Some(0), Some(given)) = (arguments.integer("increment-count"), arguments.given("increment-count")) {
        never(
            given.place().1,
            "a call counts as none, so none is ever refused",
            "write at least 1, or remove the policy",
        );
    }
    good
}
