//! The metrics of tokens that the gateway file asks for: names and labels of its own, and no more series than it allows.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;

use super::spent::tokens;
use crate::llm::usage::Usage;

/// In which metrics the tokens of a call are counted, and by what.
#[derive(Debug, PartialEq)]
pub(crate) struct Emission {
    /// What the names of the metrics begin with.
    pub(crate) namespace: &'static str,
    pub(crate) labels: Vec<(&'static str, Label)>,
    /// How many combinations of values are told apart.
    pub(crate) most: u64,
}

/// What a label says.
#[derive(Debug, PartialEq)]
pub(crate) enum Label {
    Is(String),
    /// The backend that gave the answer, which is known later.
    Backend,
    Gateway,
    Location,
}

/// What the values of a call are that the gateway knows by itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whereabouts<'w> {
    pub(super) backend: &'static str,
    pub(super) gateway: &'static str,
    pub(super) location: &'w str,
}

/// What stands in all labels of calls beyond the series that are told apart.
const OTHER: &str = "other";

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct OfNamespace {
    namespace: String,
}

type Labels = Vec<(&'static str, Cow<'static, str>)>;
/// What was counted so far, by kind. A kind that was never reported isn't there.
type Sums = Vec<(&'static str, u64)>;

/// What a series has come to.
#[derive(Debug, Default)]
struct Series {
    reported: Sums,
    /// What the gateway has counted, since nobody reported it: a series of its own, with a label that others don't have.
    estimated: Sums,
}

/// That label.
const ESTIMATED: &str = "estimated";

/// All of them.
#[derive(Debug, Default, Clone)]
pub(crate) struct TokenMetrics {
    /// By the names that the metrics begin with.
    namespaces: Arc<Mutex<BTreeMap<String, BTreeMap<Labels, Series>>>>,
    /// How often a call was counted as `other`.
    pub(super) overflow: Family<OfNamespace, Counter>,
}

impl TokenMetrics {
    /// Counts the tokens of a call. `estimated`: nobody reported them.
    pub(super) fn count(&self, emission: Emission, (usage, estimated): (&Usage, bool), whereabouts: Whereabouts<'_>) {
        let value = |label: Label| match label {
            Label::Is(value) => value,
            Label::Backend => whereabouts.backend.to_owned(),
            Label::Gateway => whereabouts.gateway.to_owned(),
            Label::Location => whereabouts.location.to_owned(),
        };
        let mut labels: Labels =
            emission.labels.into_iter().map(|(name, label)| (name, Cow::Owned(value(label)))).collect();
        let namespace = identifier(emission.namespace);
        let mut namespaces = self.namespaces.lock().unwrap_or_else(PoisonError::into_inner);
        let series = namespaces.entry(namespace.clone()).or_default();
        if !series.contains_key(&labels) && series.len() as u64 >= emission.most {
            self.overflow.get_or_create(&OfNamespace { namespace }).inc();
            labels.iter_mut().for_each(|(_, value)| *value = Cow::Borrowed(OTHER));
        }
        // A dimension of this name tells something else.
        let estimated = estimated && !labels.iter().any(|(name, _)| identifier(name) == ESTIMATED);
        let series = series.entry(labels).or_default();
        let sums = if estimated { &mut series.estimated } else { &mut series.reported };
        for (kind, count) in counts(usage) {
            match sums.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, sum)) => *sum = sum.saturating_add(count),
                None => sums.push((kind, count)),
            }
        }
    }
}

/// What is known, by kind; the total too where only its parts are reported.
fn counts(usage: &Usage) -> impl Iterator<Item = (&'static str, u64)> {
    let known = usage.prompt_tokens.or(usage.completion_tokens).or(usage.total_tokens).is_some();
    usage.counts().into_iter().filter_map(move |(kind, count)| match kind {
        "total_tokens" => known.then(|| (kind, tokens(usage))),
        _ => Some((kind, count?)),
    })
}

/// A name as Prometheus has those of metrics and labels.
fn identifier(name: &str) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' };
    let name: String = name.chars().map(letter).collect();
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("_{name}") } else { name }
}

impl Collector for TokenMetrics {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let namespaces = self.namespaces.lock().unwrap_or_else(PoisonError::into_inner);
        for (namespace, series) in namespaces.iter() {
            let all = series.values().flat_map(|series| series.reported.iter().chain(&series.estimated));
            let kinds: BTreeSet<&str> = all.map(|(kind, _)| *kind).collect();
            for kind in kinds {
                let name = format!("{namespace}_{kind}");
                let help = "Tokens as the backends reported them, or else as they were counted (estimated)";
                let mut family = encoder.encode_descriptor(&name, help, None, MetricType::Counter)?;
                for (labels, series) in series {
                    let mut labels: Vec<(String, &str)> =
                        labels.iter().map(|(name, value)| (identifier(name), value.as_ref())).collect();
                    for (sums, label) in [(&series.reported, None), (&series.estimated, Some("true"))] {
                        let Some((_, sum)) = sums.iter().find(|(known, _)| *known == kind) else { continue };
                        labels.extend(label.map(|value| (ESTIMATED.to_owned(), value)));
                        ConstCounter::new(*sum).encode(family.encode_family(&labels)?)?;
                    }
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use prometheus_client::encoding::text;
    use prometheus_client::registry::Registry;

    use super::*;

    const USAGE: Usage = Usage { prompt_tokens: Some(5), completion_tokens: Some(2), ..Usage::NONE };
    const HERE: Whereabouts<'_> = Whereabouts { backend: "b", gateway: "g", location: "l" };

    fn by(team: &str) -> Emission {
        let labels = vec![("Team", Label::Is(team.to_owned())), ("Backend ID", Label::Backend)];
        Emission { namespace: "My AI", labels, most: 2 }
    }

    fn text(metrics: &TokenMetrics) -> String {
        let (mut registry, mut to) = (Registry::default(), String::new());
        registry.register("overflow", "Overflow", metrics.overflow.clone());
        registry.register_collector(Box::new(metrics.clone()));
        text::encode(&mut to, &registry).unwrap();
        to
    }

    #[test]
    fn series_beyond_the_cap_are_other_and_counted() {
        let metrics = TokenMetrics::default();
        for team in ["a", "b", "a", "c", "d", "b"] {
            metrics.count(by(team), (&USAGE, false), HERE);
        }
        let text = text(&metrics);
        for series in [
            r#"my_ai_prompt_tokens_total{team="a",backend_id="b"} 10"#,
            r#"my_ai_prompt_tokens_total{team="b",backend_id="b"} 10"#,
            r#"my_ai_prompt_tokens_total{team="other",backend_id="other"} 10"#,
            r#"my_ai_total_tokens_total{team="other",backend_id="other"} 14"#,
            r#"overflow_total{namespace="my_ai"} 2"#,
        ] {
            assert!(text.contains(series), "{series}\n{text}");
        }
        assert!(!text.contains(r#""c""#), "{text}");
    }

    #[test]
    fn what_is_not_reported_is_not_there() {
        let metrics = TokenMetrics::default();
        let usage = Usage { prompt_tokens: Some(5), total_tokens: Some(5), ..Usage::NONE };
        metrics.count(by("a"), (&usage, false), HERE);
        let text = text(&metrics);
        assert!(text.contains("my_ai_prompt_tokens_total{") && text.contains("my_ai_total_tokens_total{"), "{text}");
        assert!(!text.contains("completion") && !text.contains("cached"), "{text}");
    }

    #[test]
    fn what_was_counted_here_is_told_apart_and_is_no_series_more() {
        let metrics = TokenMetrics::default();
        for (team, estimated) in [("a", true), ("a", false), ("b", true), ("a", true)] {
            metrics.count(by(team), (&USAGE, estimated), HERE);
        }
        let said = Emission { namespace: "said", labels: vec![("Estimated", Label::Is("no".to_owned()))], most: 2 };
        metrics.count(said, (&USAGE, true), HERE);
        let text = text(&metrics);
        for series in [
            r#"my_ai_prompt_tokens_total{team="a",backend_id="b"} 5"#,
            r#"my_ai_prompt_tokens_total{team="a",backend_id="b",estimated="true"} 10"#,
            r#"my_ai_prompt_tokens_total{team="b",backend_id="b",estimated="true"} 5"#,
            r#"said_prompt_tokens_total{estimated="no"} 5"#,
        ] {
            assert!(text.contains(series), "{series}\n{text}");
        }
        assert!(!text.contains("other"), "{text}");
    }
}
