//! Durations and sizes, which carry their units.

use std::time::Duration;

use super::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::model::Spanned;
use crate::source::Node;

const DURATIONS: &[(&str, u64)] = &[("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

const SIZES: &[(&str, u64)] = &[
    ("B", 1),
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
];

impl Reader<'_> {
    /// A duration of at least a millisecond: `100ms`, `5s`, `5m`, `1h`, `1d`.
    pub(in crate::policy) fn duration(&mut self, node: &Node, what: &str) -> Option<Spanned<Duration>> {
        let millis = self.quantity(node, what, DURATIONS, "a duration such as `5s`", "s")?;
        Some(Spanned::new(Duration::from_millis(millis), node.span))
    }

    /// A duration, or `0s`, which stands for one without an end.
    pub(in crate::policy) fn period(&mut self, node: &Node, what: &str) -> Option<Spanned<Duration>> {
        match node.as_str() {
            Some("0s") => Some(Spanned::new(Duration::ZERO, node.span)),
            _ => self.duration(node, what),
        }
    }

    /// A number of bytes, at least one: `512B`, `64KiB`, `1MB`.
    pub(in crate::policy) fn size(&mut self, node: &Node, what: &str) -> Option<Spanned<u64>> {
        let bytes = self.quantity(node, what, SIZES, "a size such as `4MiB`", "KiB")?;
        Some(Spanned::new(bytes, node.span))
    }

    fn quantity(&mut self, node: &Node, what: &str, units: &[(&str, u64)], example: &str, usual: &str) -> Option<u64> {
        let names: Vec<&str> = units.iter().map(|(name, _)| *name).collect();
        let (message, help) = if let Some(bare) = node.as_number() {
            (format!("{what} has no unit"), format!("write `{bare}{usual}`; the units are {}", names.join(", ")))
        } else if let Some(text) = node.as_str() {
            match parse(text, units) {
                Some(0) => (format!("{what} must be more than nothing"), format!("write {example}")),
                Some(quantity) => return Some(quantity),
                None => {
                    let help = format!("write {example}: a whole number and one of {}", names.join(", "));
                    (format!("{what} can't be `{text}`"), help)
                }
            }
        } else {
            self.wrong_kind(node, what, example);
            return None;
        };
        self.say(Diagnostic::at(Code::GW0407, node.span, message).help(help));
        None
    }
}

fn parse(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let unit = text.find(|char: char| !char.is_ascii_digit())?;
    let (digits, name) = text.split_at(unit);
    let (_, factor) = units.iter().find(|(known, _)| *known == name)?;
    digits.parse::<u64>().ok()?.checked_mul(*factor)
}
