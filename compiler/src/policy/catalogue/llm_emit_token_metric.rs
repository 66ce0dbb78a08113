//! `llm-emit-token-metric`.

use std::collections::BTreeMap;

use super::{Attribute, AttributeKind, Entry, Fit, Row, Tells};
use crate::policy::model::{Arguments, SectionKind};
use crate::policy::read::Reader;

/// The dimensions whose value the gateway knows by itself, as API Management calls them, and the caller's address.
const KNOWN: &[&str] = &[
    "API ID",
    "Operation ID",
    "Product ID",
    "User ID",
    "Subscription ID",
    "Location",
    "Gateway ID",
    "Backend ID",
    "Client IP",
];

pub(super) static ENTRY: Entry = Entry {
    name: "llm-emit-token-metric",
    aliases: &["azure-openai-emit-token-metric"],
    doc: "Adds the tokens of each call up in metrics of their own, by dimensions.",
    notes: NOTES,
    sections: &[SectionKind::Inbound],
    attributes: &[
        Attribute::or("namespace", AttributeKind::Name, "API Management", "what the names of the metrics begin with"),
        Attribute {
            name: "dimensions",
            singular: None,
            kind: AttributeKind::Rows(&Row {
                of: "Dimension",
                attributes: &[Attribute::optional(
                    "value",
                    AttributeKind::Text,
                    "its value; `~` where the gateway knows it by the name",
                )],
            }),
            required: false,
            default: None,
            fit: None,
            doc: "what the tokens are told apart by, each a label; any number of them",
        },
        Attribute::or(
            "max-series",
            AttributeKind::Integer,
            "1000",
            "how many combinations of values are told apart; calls with further ones are told as `other`",
        )
        .fits(Fit::Positive),
    ],
    tells: &[Tells { attribute: "dimensions", whom: "the metrics", only: &[] }],
    check: |reader, arguments| named(reader, arguments) & told(reader, arguments),
    ..Entry::DEFAULT
};

/// Whether the names of the metrics are no others' of the gateway.
fn named(reader: &mut Reader<'_>, arguments: &Arguments) -> bool {
    let Some(namespace) = arguments.name("namespace") else { return true };
    let good = !matches!(label(&namespace.value).trim_matches('_'), "" | "gateway");
    if !good {
        let message = format!("`{}` can't be the namespace of metrics", namespace.value);
        reader.invalid(namespace.span, message, "write letters and digits; `gateway` is that of the gateway's own metrics");
    }
    good
}

/// Whether each dimension has a value, and a label that is its own.
fn told(reader: &mut Reader<'_>, arguments: &Arguments) -> bool {
    let mut good = true;
    let mut labels = BTreeMap::new();
    for (name, row) in arguments.rows("dimensions") {
        let valued = row.given("value").is_some() || KNOWN.contains(&name.value.as_str());
        if !valued {
            let message = format!("the dimension `{}` has no value", name.value);
            let help = format!("write a text or an expression; without one there are {}", KNOWN.join(", "));
            reader.invalid(name.span, message, help);
        }
        let label = label(&name.value);
        let own = !label.trim_matches('_').is_empty() && !label.starts_with("__");
        if !own {
            let message = format!("`{}` can't be the name of a label", name.value);
            reader.invalid(name.span, message, "write letters and digits");
        }
        let other = labels.insert(label.clone(), &name.value);
        if let Some(other) = other {
            let message = format!("the dimensions `{other}` and `{}` have the same label, `{label}`", name.value);
            reader.invalid(name.span, message, "give one of them another name");
        }
        good &= valued && own && other.is_none();
    }
    good
}

/// A name as Prometheus has labels: what the runtime makes of it.
fn label(name: &str) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' };
    name.chars().map(letter).collect()
}

const NOTES: &str = "\
The metrics are `NAMESPACE_prompt_tokens_total`, `NAMESPACE_completion_tokens_total` and `NAMESPACE_total_tokens_total` at `/metrics` \
of the admin listener, and those of the further kinds that [tokens](../tokens.md) lists, such as `NAMESPACE_cached_tokens_total`. Names \
are in lower case with `_` for all but letters and digits: `API Management` is `api_management`, and `API ID` the label `api_id`.

Counted is what the backend has reported when the call has ended, in whole answers and in streams, and what the gateway has \
[counted](../tokens.md#counting) where nothing was reported, which is in series of its own with the label `estimated=\"true\"`. What is neither is left out, which is not the same as 0; without a reported total it is that of prompt and completion. Answers are asked for uncoded, so that reports \
can be read. Two of these policies that say the same count a call once.

| dimension | without a value it is |
|---|---|
| `API ID` | the name of the API |
| `Operation ID` | the id of the operation |
| `Product ID` | the name of the product that the call came by |
| `Subscription ID` | the id of the subscription |
| `User ID` | the `sub` of the token that an earlier policy has checked |
| `Client IP` | the address of the caller |
| `Backend ID` | the name of the backend that gave the answer |
| `Gateway ID` | the name of the gateway |
| `Location` | what `GATEWAY_LOCATION` says in the environment |

What isn't known is a label without a value. No more combinations of values are told apart than `max-series` says, for each namespace \
since the start: a call with a further one is counted with `other` in all labels, and in `gateway_token_metric_overflow_total`. So a \
caller can't fill the memory by a header. Azure API Management drops such calls, and takes five dimensions at most.";
