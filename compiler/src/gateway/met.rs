//! What callers meet at an operation beside what the document says: limits, answers that the gateway gives itself, and values
//! that parameters are held to. For those who tell them: the README, the published description, `routes`.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Api, Argument, ByModel, Content, ContentKind, Gateway, Given, Limit, Location, Model, Operation, Parameter,
    ParameterKind, Piece, Policy, Presence, SectionKind, Target, Typed, Words, pipeline,
};
use crate::policy::catalogue::Status;

/// An answer that the gateway gives in the place of the backend's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Met {
    /// What its body may name as the cause.
    pub codes: BTreeSet<&'static str>,
    /// The policies that give it, and `gateway` for what needs none.
    pub by: BTreeSet<&'static str>,
    /// Whether it says in `Retry-After` how long to wait.
    pub waits: bool,
}

impl Met {
    /// Its codes in words; empty where there are none.
    #[must_use]
    pub fn words(&self) -> String {
        let codes: Vec<String> = self.codes.iter().map(|code| format!("`{code}`")).collect();
        match codes.as_slice() {
            [] => String::new(),
            [only] => only.clone(),
            [most @ .., last] => format!("{} or {last}", most.join(", ")),
        }
    }
}

/// The answers that the gateway may give to calls of an operation, by their statuses.
#[must_use]
pub fn refusals(gateway: &Gateway, api: &Api, operation: &Operation) -> BTreeMap<u16, Met> {
    let mut met: BTreeMap<u16, Met> = BTreeMap::new();
    let mut add = |status: u16, codes: &[&'static str], waits: bool, by: &'static str| {
        let one = met.entry(status).or_default();
        one.codes.extend(codes);
        one.by.insert(by);
        one.waits |= waits;
    };
    if api.subscription.required {
        add(401, &["missing_key", "invalid_key"], false, GATEWAY);
    }
    if !operation.body.contents.is_empty() {
        add(413, &["body_too_large"], false, GATEWAY);
    }
    add(504, &["backend_timeout"], false, GATEWAY);
    match &operation.by_model {
        Some(ByModel::Body | ByModel::Path(_)) => {
            add(400, &["model_missing"], false, GATEWAY);
            let in_form = |content: &Content| matches!(content.kind, ContentKind::Multipart { .. });
            if operation.by_model == Some(ByModel::Body) && operation.body.contents.iter().any(in_form) {
                add(400, &["model_too_late"], false, GATEWAY);
            }
            add(404, &["model_not_found"], false, GATEWAY);
            let of_api = |model: &&Model| api.models.contains(&model.name);
            if gateway.models.iter().filter(of_api).any(|model| model.products.is_some()) {
                add(403, &["model_not_allowed"], false, GATEWAY);
            }
        }
        Some(ByModel::Told(_)) => add(404, &["model_not_found"], false, GATEWAY),
        Some(ByModel::Listed) | None => {}
    }
    for kind in SectionKind::ALL {
        for policy in policies(gateway, api, operation, kind) {
            let here = policy.entry.refusals.iter().filter(|refusal| refusal.only.is_none_or(|only| only == kind));
            for refusal in here {
                if let Some(status) = status(policy, refusal.status) {
                    add(status, refusal.codes, refusal.waits, policy.entry.name);
                }
            }
        }
    }
    met
}

/// What gives answers that need no policy.
pub const GATEWAY: &str = "gateway";

/// The limits on calls of an operation, each in words: `rate-limit: 10 calls per 1m`.
#[must_use]
pub fn limits(gateway: &Gateway, api: &Api, operation: &Operation) -> Vec<String> {
    let all = SectionKind::ALL.into_iter().flat_map(|kind| policies(gateway, api, operation, kind));
    let mut found: Vec<String> = Vec::new();
    let currency = gateway.settings.prices.as_ref().map_or("", |prices| &prices.currency);
    for text in all.filter_map(|policy| limit(policy, currency)) {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

/// The backends that policies of an operation may choose, by the fields that hold them.
#[must_use]
pub fn chosen<'g>(gateway: &'g Gateway, api: &'g Api, operation: &'g Operation) -> BTreeSet<&'g str> {
    let all = SectionKind::ALL.into_iter().flat_map(|kind| policies(gateway, api, operation, kind));
    let backends = all.flat_map(|policy| &policy.arguments).filter_map(|given| match &given.value {
        Argument::Backend(field) => Some(field.as_str()),
        _ => None,
    });
    backends.collect()
}

/// A parameter that takes only certain values, or has one where it is absent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    /// Its name.
    pub name: String,
    /// Where it travels.
    pub location: Location,
    /// The values that it may have; empty: any.
    pub values: Vec<String>,
    /// What holds where it is absent.
    pub default: Option<String>,
    /// Whether it must be there.
    pub required: bool,
}

/// The parameters of an operation that are held to certain values.
#[must_use]
pub fn held(api: &Api, operation: &Operation) -> Vec<Held> {
    let held = |parameter: &Parameter| {
        if let Presence::Filled(text) = &parameter.presence {
            return Some(Held {
                name: parameter.name.clone(),
                location: parameter.location,
                values: Vec::new(),
                default: Some(text.clone()),
                required: false,
            });
        }
        let ParameterKind::Choice(ident) = &parameter.kind else { return None };
        let choice = api.choices.iter().find(|choice| choice.ident == *ident)?;
        let value =
            |variant: &str| choice.variants.iter().find(|(name, _)| name == variant).map(|(_, value)| value.clone());
        Some(Held {
            name: parameter.name.clone(),
            location: parameter.location,
            values: choice.variants.iter().map(|(_, value)| value.clone()).collect(),
            default: match &parameter.presence {
                Presence::Default(variant) => value(variant),
                _ => None,
            },
            required: matches!(parameter.presence, Presence::Required),
        })
    };
    operation.parameters.iter().filter_map(held).collect()
}

/// The most that a body may hold, in bytes.
#[must_use]
pub fn most_bytes(gateway: &Gateway) -> u64 {
    let said = gateway.settings.limits.iter().find_map(|(field, limit)| match limit {
        Limit::Bytes(bytes) if *field == "body" => Some(*bytes),
        _ => None,
    });
    said.unwrap_or(4 << 20)
}

/// How long a backend may take for the head of its answer, and between two parts of its body, in milliseconds; the longest
/// of a pool's.
#[must_use]
pub fn times(gateway: &Gateway, ident: &str) -> [u64; 2] {
    let mut times = [0, 0];
    let found = gateway.backends.iter().find(|backend| backend.ident == ident);
    match found.map(|backend| &backend.target) {
        Some(Target::Server(server)) => [server.timeout[1].unwrap_or(60_000), server.timeout[2].unwrap_or(300_000)],
        Some(Target::Pool(pool)) => {
            for member in &pool.members {
                let [head, idle] = self::times(gateway, &member.ident);
                times = [times[0].max(head), times[1].max(idle)];
            }
            times
        }
        Some(Target::ByModel { own, named }) => {
            for ident in std::iter::once(own).chain(named) {
                let [head, idle] = self::times(gateway, ident);
                times = [times[0].max(head), times[1].max(idle)];
            }
            times
        }
        None => times,
    }
}

/// A time in its largest unit.
#[must_use]
pub fn time(millis: u64) -> String {
    let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s")];
    let unit = units.iter().find(|(length, _)| millis >= *length && millis.is_multiple_of(*length));
    unit.map_or_else(|| format!("{millis}ms"), |(length, name)| format!("{}{name}", millis / length))
}

/// A number of bytes in its largest unit.
#[must_use]
pub fn size(bytes: u64) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let unit = units.iter().find(|(length, _)| bytes >= *length && bytes.is_multiple_of(*length));
    unit.map_or_else(|| format!("{bytes}B"), |(length, name)| format!("{}{name}", bytes / length))
}

fn policies<'g>(
    gateway: &'g Gateway,
    api: &'g Api,
    operation: &'g Operation,
    kind: SectionKind,
) -> impl Iterator<Item = &'g Policy> {
    pipeline(gateway, api, operation, kind).into_iter().flat_map(|(_, policy)| policy.tree())
}

/// The status that a policy answers with, where it is known here and now.
fn status(policy: &Policy, status: Status) -> Option<u16> {
    match status {
        Status::Fixed(status) => Some(status),
        Status::Said(attribute, status) => match given(&policy.arguments, attribute) {
            None => Some(status),
            Some(Argument::Integer(Typed::Literal(status))) => u16::try_from(*status).ok(),
            Some(_) => None,
        },
    }
}

/// A limiter in words.
fn limit(policy: &Policy, currency: &str) -> Option<String> {
    let limits = policy.entry.limits?;
    let amounts = policy
        .arguments
        .iter()
        .filter(|given| given.attribute.name == limits.amount || matches!(given.value, Argument::Size(_)));
    let amounts: Vec<String> = amounts.filter_map(|given| amount(&given.value, limits.unit)).collect();
    let period = match (limits.quota, limits.period.and_then(|name| given(&policy.arguments, name))) {
        (Some(_), _) => " per 1m".to_owned(),
        (None, Some(Argument::Duration(0))) => " for ever".to_owned(),
        (None, Some(Argument::Duration(millis))) => format!(" per {}", time(*millis)),
        (None, _) => " at once".to_owned(),
    };
    let mut all = Vec::new();
    if !amounts.is_empty() {
        all.push(format!("{}{period}", amounts.join(" and ")));
    }
    if let Some([quota, period]) = limits.quota
        && let Some(quota) = given(&policy.arguments, quota).and_then(|quota| match quota {
            Argument::Text(money) => Some(format!("{} {currency}", written(money))),
            quota => amount(quota, limits.unit),
        })
        && let Some(period) = given(&policy.arguments, period)
    {
        let period = match period {
            Argument::Choice(period) => period.to_lowercase(),
            Argument::Computed(dynamic) => format!("per ${{{}}}", dynamic.written.source),
            _ => String::new(),
        };
        all.push(format!("{quota} {period}"));
    }
    let mut text = format!("{}: {}", policy.entry.name, all.join(" and "));
    if let Some(Argument::Text(key)) = limits.key.and_then(|name| given(&policy.arguments, name)) {
        text += &format!(" by {}", written(key));
    }
    Some(text)
}

fn amount(value: &Argument, unit: &str) -> Option<String> {
    Some(match value {
        Argument::Integer(Typed::Literal(1)) => format!("1 {unit}"),
        Argument::Integer(Typed::Literal(number)) => format!("{number} {unit}s"),
        Argument::Integer(Typed::NamedValue(name)) => format!("{{{{{name}}}}} {unit}s"),
        Argument::Computed(dynamic) => format!("${{{}}} {unit}s", dynamic.written.source),
        Argument::Size(bytes) => size(*bytes),
        _ => return None,
    })
}

/// A text as the gateway file writes it.
fn written(words: &Words) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Literal(text) => text.clone(),
        Piece::NamedValue(name) => format!("{{{{{name}}}}}"),
        Piece::Expression(dynamic) => format!("${{{}}}", dynamic.written.source),
    };
    words.0.iter().map(piece).collect()
}

fn given<'p>(arguments: &'p [Given], name: &str) -> Option<&'p Argument> {
    arguments.iter().find(|given| given.attribute.name == name).map(|given| &given.value)
}
