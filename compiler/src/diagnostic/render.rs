//! Four ways to show messages: for people, for editors that read one line, and as JSON or SARIF for programs.
//!
//! The order never depends on the order in which stages found something.

mod brief;
mod human;
mod json;
mod sarif;
mod short;
#[cfg(test)]
mod tests;

use std::fmt::Write;
use std::str::FromStr;

use brief::Shown;

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

/// Shows every message, each once, in a stable order (file, place, code), with a line break at the end unless there is
/// nothing.
///
/// Human and short end with a line that counts them. Colours are ANSI escapes and only in human.
#[must_use]
pub fn render(diagnostics: &Diagnostics, sources: &Sources, format: Format, colour: bool) -> String {
    let all = in_order(diagnostics);
    match format {
        Format::Human | Format::Short => listed(&all, brief::all(&all), sources, format, colour),
        Format::Json => all.iter().map(|diagnostic| json::one(diagnostic, sources)).collect(),
        Format::Sarif => sarif::log(&all, sources),
    }
}

/// As [`render`], and human and short show twenty messages at most, errors first, alike ones together. Programs are given
/// all of them.
#[must_use]
pub fn render_brief(diagnostics: &Diagnostics, sources: &Sources, format: Format, colour: bool) -> String {
    match format {
        Format::Human | Format::Short => {
            let all = in_order(diagnostics);
            listed(&all, brief::brief(&all), sources, format, colour)
        }
        Format::Json | Format::Sarif => render(diagnostics, sources, format, colour),
    }
}

/// The messages that are shown, and how many there are.
fn listed(all: &[&Diagnostic], shown: Vec<Shown<'_>>, sources: &Sources, format: Format, colour: bool) -> String {
    let mut text = String::new();
    for shown in &shown {
        match format {
            Format::Human => text.push_str(&human::one(shown, sources, colour)),
            _ => text.push_str(&short::one(shown, sources)),
        }
    }
    closing(all, shown.len(), &mut text);
    text
}

/// Everything that tells two messages apart, in the order of its weight.
fn rank(diagnostic: &Diagnostic) -> (Span, &'static str, &str) {
    (diagnostic.primary.span, diagnostic.code.name(), &diagnostic.message)
}

fn in_order(diagnostics: &Diagnostics) -> Vec<&Diagnostic> {
    let mut all: Vec<&Diagnostic> = diagnostics.iter().collect();
    all.sort_by(|a, b| rank(a).cmp(&rank(b)));
    all.dedup_by(|a, b| rank(a) == rank(b));
    all
}

/// `2 errors, 5 repairs; 3 of them not shown, --all-messages shows them`
fn closing(all: &[&Diagnostic], shown: usize, text: &mut String) {
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
    if all.len() > shown {
        let _ = write!(text, "; {} of them not shown, `--all-messages` shows them", all.len() - shown);
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
