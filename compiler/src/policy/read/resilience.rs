//! What counts as a failure of a backend, and circuit breakers.

use std::time::Duration;

use super::Reader;
use super::fields::Fields;
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::format;
use crate::policy::model::{BreakerRule, Condition, Spanned, Trips};
use crate::source::Node;

/// What the three ways to count are, for help.
const COUNTS: &str = "write `failures: 5` (within `interval`), `percentage: 50` (of the calls within `interval`) or \
                      `consecutive: 3`";

impl Reader<'_> {
    /// `circuit-breaker`: one rule, or a list of them.
    pub(super) fn circuit_breaker(&mut self, node: &Node) -> Vec<BreakerRule> {
        let rules = match node.as_array() {
            Some([]) => {
                self.invalid(node.span, "`circuit-breaker` has no rule", "write one, or leave the key out");
                return Vec::new();
            }
            Some(rules) => rules,
            None => std::slice::from_ref(node),
        };
        rules.iter().filter_map(|rule| self.breaker_rule(rule)).collect()
    }

    fn breaker_rule(&mut self, node: &Node) -> Option<BreakerRule> {
        let fields = self.fields(node, &format::BREAKER)?;
        let trips = self.trips(&fields);
        let when = fields.get("when").map(|node| self.conditions(node));
        let trip = fields.require(self, "trip", "write how long the backend is left alone: `trip: 30s`");
        let trip = trip.and_then(|node| self.duration(node, "`trip`"));
        let accept = fields.get("accept-retry-after").map(|node| self.boolean(node, "`accept-retry-after`"));
        let default = || Some(vec![Condition::Statuses(500, 599), Condition::Connect, Condition::Timeout]);
        Some(BreakerRule {
            trips: trips?,
            when: when.unwrap_or_else(default)?,
            trip: trip?.value,
            accept_retry_after: accept.unwrap_or(Some(false))?,
        })
    }

    /// How many failures it takes: exactly one of three ways to count, with the keys that belong to it.
    fn trips(&mut self, fields: &Fields<'_>) -> Option<Trips> {
        let ways = ["failures", "percentage", "consecutive"];
        let mut said = ways.iter().filter_map(|way| fields.member(way));
        let Some(way) = said.next() else {
            let message = "nothing says how many failures open the circuit breaker";
            self.say(Diagnostic::at(Code::GW0403, fields.span, message).help(COUNTS));
            return None;
        };
        if let Some(other) = said.next() {
            let message = format!("`{}` and `{}` exclude each other", way.key, other.key);
            let diagnostic = Diagnostic::at(Code::GW0417, other.key_span, message).label(way.key_span, "the other one");
            self.say(diagnostic.help("make them two rules of a list: each counts for itself"));
            return None;
        }
        let allowed: &[&str] = match &*way.key {
            "failures" => &["interval"],
            "percentage" => &["interval", "minimum-calls"],
            _ => &[],
        };
        let beside = ["interval", "minimum-calls"].iter().filter_map(|key| fields.member(key));
        for member in beside.filter(|member| !allowed.contains(&&*member.key)).collect::<Vec<_>>() {
            let message = format!("`{}` says nothing beside `{}`", member.key, way.key);
            let diagnostic = Diagnostic::at(Code::GW0417, member.key_span, message);
            self.say(diagnostic.label(way.key_span, "counts without it").help(format!("remove `{}`", member.key)));
        }
        let what = format!("`{}`", way.key);
        let count = self.count(&way.value, &what);
        if allowed.is_empty() {
            return Some(Trips::Consecutive(count?.value));
        }
        let interval = fields.require(self, "interval", "write the time that is looked back on: `interval: 10s`");
        let interval = interval.and_then(|node| self.duration(node, "`interval`")).map(|interval| interval.value);
        if &*way.key == "failures" {
            return Some(Trips::Failures(count?.value, interval?));
        }
        let minimum = fields.get("minimum-calls").map(|node| self.count(node, "`minimum-calls`"));
        let minimum = minimum.map_or(Some(MINIMUM_CALLS), |minimum| minimum.map(|minimum| minimum.value));
        self.percentage(count?, interval?, minimum?)
    }

    fn percentage(&mut self, share: Spanned<u32>, interval: Duration, minimum: u32) -> Option<Trips> {
        if share.value > 100 {
            self.invalid(share.span, "`percentage` can't be more than 100", "write a whole number from 1 to 100");
            return None;
        }
        Some(Trips::Percentage(share.value, interval, minimum))
    }

    /// `when`: what counts as a failure.
    pub(super) fn conditions(&mut self, node: &Node) -> Option<Vec<Condition>> {
        let items = self.items(node, "`when`")?;
        if items.is_empty() {
            self.invalid(node.span, "`when` is empty, so nothing is a failure", CONDITIONS);
            return None;
        }
        let mut conditions: Vec<Spanned<Condition>> = Vec::new();
        for item in items {
            let Some(condition) = self.condition(item) else { continue };
            match conditions.iter().find(|earlier| earlier.value == condition.value) {
                Some(earlier) => {
                    let text = item.as_number().or(item.as_str()).unwrap_or_default().to_owned();
                    self.twice("the condition", &Spanned::new(text, item.span), earlier.span);
                }
                None => conditions.push(condition),
            }
        }
        (conditions.len() == items.len()).then(|| conditions.into_iter().map(|condition| condition.value).collect())
    }

    /// The same, after which a call is sent elsewhere: an answer below 400 is none that could be given up. It was made, and has to
    /// be paid for.
    pub(super) fn failures(&mut self, node: &Node) -> Option<Vec<Condition>> {
        let conditions = self.conditions(node)?;
        let is_good = |condition: &Condition| matches!(condition, Condition::Status(status) | Condition::Statuses(status, _) if *status < LEAST);
        let mut all = true;
        for (item, condition) in self.items(node, "`when`")?.iter().zip(&conditions).filter(|(_, said)| is_good(said)) {
            all = false;
            let help = match condition {
                Condition::Statuses(_, to) if *to > LEAST => format!("write `{LEAST}-{to}`"),
                _ => "leave it out: the caller gets such an answer; the policy `retry` can ask again all the same"
                    .to_owned(),
            };
            self.invalid(item.span, format!("an answer below {LEAST} is no failure"), help);
        }
        all.then_some(conditions)
    }

    fn condition(&mut self, node: &Node) -> Option<Spanned<Condition>> {
        let Some(text) = node.as_number().or(node.as_str()) else {
            self.wrong_kind(node, "a condition", "a status, a range of them, `connect` or `timeout`");
            return None;
        };
        let condition = match text {
            "connect" => Some(Condition::Connect),
            "timeout" => Some(Condition::Timeout),
            text => match text.split_once('-') {
                None => status(text).map(Condition::Status),
                Some((from, to)) => status(from.trim())
                    .zip(status(to.trim()))
                    .filter(|(from, to)| from < to)
                    .map(|(from, to)| Condition::Statuses(from, to)),
            },
        };
        if condition.is_none() {
            self.invalid(node.span, format!("`{text}` can't be a condition"), CONDITIONS);
        }
        condition.map(|condition| Spanned::new(condition, node.span))
    }
}

/// The first status of an error.
const LEAST: u16 = 400;

/// Below so many calls a share of them says little.
const MINIMUM_CALLS: u32 = 10;

/// What the conditions are, for help.
const CONDITIONS: &str = "write a status such as `429`, a range such as `500-599`, `connect` or `timeout`";

/// The status of an answer; those below 200 only announce one.
fn status(text: &str) -> Option<u16> {
    text.parse().ok().filter(|status| (200..=599).contains(status))
}
