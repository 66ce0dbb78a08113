//! Four ways to show messages: for people, for editors that read one line, and as JSON or SARIF for programs.
//!
//! The order never depends on the order in which stages found something.

mod human;
mod json;
mod sarif;
mod short;
#[cfg(test)]
mod tests;

use std::fmt::Write;
use std::str::FromStr;

use super::{Diagnostic, Diagnostics, Severity};
use crate::source::{Sources, Span};

/// How messages are shown: `--message-format`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// With the lines that they are about.
    #[default]
    Human,
    /// One line each: `file:line:column: error[GW0101]: message`.
    Short,
    /// One JSON object a line.
    Json,
    /// One SARIF 2.1.0 log.
    Sarif,
}

impl Format {
    /// The names that [`Format::from_str`] takes.
    pub const NAMES: [&str; 4] = ["human", "short", "json", "sarif"];
}

impl FromStr for Format {
    type Err = String;

    /// Takes one of [`Format::NAMES`]; the error is a sentence that lists them.
    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "human" => Ok(Self::Human),
            "short" => Ok(Self::Short),
            "json" => Ok(Self::Json),
            "sarif" => Ok(Self::Sarif),
            _ => Err(format!("unknown message format `{name}`; it is one of {}", Self::NAMES.join(", "))),
        }
    }
}

/// How many messages people are shown; programs get all of them.
const CAP: usize = 100;

/// Shows messages in a stable order (file, place, code), each once, with a line break at the end unless there is nothing.
///
/// Human and short show the first hundred, errors before others, and end with a line that counts them all. Colours are
/// ANSI escapes and only in human.
#[must_use]
pub fn render(diagnostics: &Diagnostics, sources: &Sources, format: Format, colour: bool) -> String {
    let all = in_order(diagnostics);
    match format {
        Format::Human | Format::Short => {
            let mut text = String::new();
            for diagnostic in capped(&all) {
                match format {
                    Format::Human => text.push_str(&human::one(diagnostic, sources, colour)),
                    _ => text.push_str(&short::one(diagnostic, sources)),
                }
            }
            closing(&all, &mut text);
            text
        }
        Format::Json => all.iter().map(|diagnostic| json::one(diagnostic, sources)).collect(),
        Format::Sarif => sarif::log(&all, sources),
    }
}

/// Everything that tells two messages apart, in the order of its weight.
fn rank(diagnostic: &Diagnostic) -> (Option<Span>, &'static str, &str) {
    (diagnostic.primary.as_ref().map(|label| label.span), diagnostic.code.name(), &diagnostic.message)
}

fn in_order(diagnostics: &Diagnostics) -> Vec<&Diagnostic> {
    let mut all: Vec<&Diagnostic> = diagnostics.iter().collect();
    all.sort_by(|a, b| rank(a).cmp(&rank(b)));
    all.dedup_by(|a, b| rank(a) == rank(b));
    all
}

/// The first hundred, of which no error is left out for the sake of something lighter.
fn capped<'a>(all: &[&'a Diagnostic]) -> Vec<&'a Diagnostic> {
    if all.len() <= CAP {
        return all.to_vec();
    }
    let mut by_weight: Vec<usize> = (0..all.len()).collect();
    by_weight.sort_by_key(|at| (all[*at].code.severity(), *at));
    by_weight.truncate(CAP);
    by_weight.sort_unstable();
    by_weight.into_iter().map(|at| all[at]).collect()
}

fn closing(all: &[&Diagnostic], text: &mut String) {
    let count = |severity| all.iter().filter(|diagnostic| diagnostic.code.severity() == severity).count();
    let counts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Repair]
        .into_iter()
        .map(|severity| (count(severity), severity.name()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} {name}{}", if count == 1 { "" } else { "s" }))
        .collect();
    if counts.is_empty() {
        return;
    }
    text.push_str(&counts.join(", "));
    if all.len() > CAP {
        let _ = write!(text, "; {} of them not shown", all.len() - CAP);
    }
    text.push('\n');
}

/// A text from a file or a command line, with nothing in it that a terminal obeys.
fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => shown.push(c),
            '\t' => shown.push(' '),
            _ if c.is_control() || is_bidi_control(c) => shown.extend(c.escape_unicode()),
            _ => shown.push(c),
        }
    }
    shown
}

/// Characters that turn the direction of what follows, and so can disguise it.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}
