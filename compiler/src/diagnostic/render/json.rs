//! One JSON object a line, for programs.

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Label};
use crate::source::Sources;

#[derive(Serialize)]
struct Message<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    /// The further places.
    labels: Vec<Place<'a>>,
    help: Option<&'a str>,
}

/// Lines and columns count from 1, columns in Unicode scalars; offsets count bytes from 0; ends are behind the last.
#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end: End,
    offset: u32,
    label: &'a str,
}

#[derive(Serialize)]
struct End {
    line: usize,
    column: usize,
    offset: u32,
}

pub(super) fn one(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let message = Message {
        code: diagnostic.code.name(),
        severity: diagnostic.code.severity().name(),
        message: &diagnostic.message,
        place: place(&diagnostic.primary, sources),
        labels: diagnostic.secondary.iter().map(|label| place(label, sources)).collect(),
        help: diagnostic.help.as_deref(),
    };
    serde_json::to_string(&message).map(|line| line + "\n").unwrap_or_default()
}

fn place<'a>(label: &'a Label, sources: &'a Sources) -> Place<'a> {
    let span = label.span;
    let (line, column) = sources.position(span.file, span.start);
    let (end_line, end_column) = sources.position(span.file, span.end);
    Place {
        file: &sources.file(span.file).name,
        line,
        column,
        end: End { line: end_line, column: end_column, offset: span.end },
        offset: span.start,
        label: &label.text,
    }
}
