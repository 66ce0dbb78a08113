//! What is said to the user: one table of codes, places in files, and four ways to show them.
//!
//! This module never decides whether something is wrong; it knows no stage.

mod codes;
mod render;
mod similar;

pub use codes::{Code, Severity};
pub use render::{Format, render, render_brief};
pub use similar::did_you_mean;

use std::collections::BTreeSet;

use crate::source::Span;

/// One message.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The entry of the table; it holds the severity and the long text.
    pub code: Code,
    /// One sentence without a period at its end.
    pub message: String,
    /// Where it is. What the command line says wrong has a place too: the arguments are a file of their own.
    pub primary: Label,
    /// Other places that belong to it, in whichever files.
    pub secondary: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
}

/// A place with a few words beside it (they may be empty).
#[derive(Clone, Debug)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The words.
    pub text: String,
}

impl Diagnostic {
    /// A message at a place.
    #[must_use]
    pub fn at(code: Code, span: Span, message: impl Into<String>) -> Self {
        let primary = Label { span, text: String::new() };
        Self { code, message: message.into(), primary, secondary: Vec::new(), help: None }
    }

    /// A further place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Words at the primary place.
    #[must_use]
    pub fn words(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// What to do about it.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}

/// Collects messages; stages take it by `&mut` and go on after an error wherever they can.
#[derive(Debug, Default)]
pub struct Diagnostics {
    all: Vec<Diagnostic>,
    /// Whether one of them is an error.
    errors: bool,
    /// Whether no more are kept.
    full: bool,
}

/// How many messages are kept of one input; nobody reads them, and they take memory.
const MOST: usize = 100_000;

impl Diagnostics {
    /// Keeps a message. Behind a hundred thousand that differ only the first error still is, if there was none.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let error = diagnostic.code.severity() == Severity::Error;
        if self.full && (!error || self.errors) {
            return;
        }
        self.errors |= error;
        self.all.push(diagnostic);
        if self.all.len() >= MOST && !self.full {
            // What is reached in many ways is said in each of them.
            let mut seen = BTreeSet::new();
            self.all.retain(|said| seen.insert((said.primary.span, said.code, said.message.clone())));
            self.full = self.all.len() > MOST / 2;
        }
    }

    /// Whether further messages are dropped, so that it is no use to look for a better wording.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// Whether an error is among them.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors
    }

    /// All of them, in the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.all.iter()
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.into_iter()
    }
}
