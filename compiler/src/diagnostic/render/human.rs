//! With the lines of the files, as rustc shows them.
//!
//! A message is given only the lines that it needs: real specs have a single line of megabytes.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::brief::{self, Shown};
use super::printable;
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::source::{FileId, Sources};

/// Labels that are at most this many lines apart share an excerpt.
const NEAR: usize = 5;
/// Characters shown of a long line, before and behind the beginning of its label.
const BEFORE: usize = 40;
const BEHIND: usize = 80;

/// A label on one line.
struct Mark {
    file: FileId,
    line: usize,
    start: usize,
    end: usize,
    text: String,
    primary: bool,
}

pub(super) fn one(shown: &Shown<'_>, sources: &Sources, colour: bool) -> String {
    let diagnostic = shown.diagnostic;
    let level = match diagnostic.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Repair => Level::NOTE.with_name("repair"),
    };
    let title = level.primary_title(printable(&diagnostic.message)).id(diagnostic.code.name());
    let mut group = Group::with_title(title);
    let mut origins = Vec::new();
    for excerpt in excerpts(diagnostic, sources) {
        group = add(group, &excerpt, sources, &mut origins);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(printable(help)));
    }
    if let Some(alike) = brief::alike(shown, sources) {
        group = group.element(Level::NOTE.message(printable(&alike)));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut text = renderer.decor_style(DecorStyle::Ascii).render(&[group]);
    for (counted, real) in origins {
        text = text.replacen(&counted, &real, 1);
    }
    text.push_str("\n\n");
    text
}

/// The labels by excerpt; the one with the primary label comes first.
fn excerpts(diagnostic: &Diagnostic, sources: &Sources) -> Vec<Vec<Mark>> {
    let primary = std::iter::once(mark(&diagnostic.primary, sources, true));
    let secondary = diagnostic.secondary.iter().map(|label| mark(label, sources, false));
    let mut marks: Vec<Mark> = primary.chain(secondary).collect();
    marks.sort_by_key(|mark| (mark.file, mark.line, mark.start));
    let mut excerpts: Vec<Vec<Mark>> = Vec::new();
    for mark in marks {
        match excerpts.last_mut() {
            Some(excerpt) if excerpt.last().is_some_and(|last| near(last, &mark, sources)) => excerpt.push(mark),
            _ => excerpts.push(vec![mark]),
        }
    }
    excerpts.sort_by_key(|excerpt| !excerpt.iter().any(|mark| mark.primary));
    excerpts
}

fn near(a: &Mark, b: &Mark, sources: &Sources) -> bool {
    let (start, end) = (line_start(sources, a.file, a.line), line_end(sources, b.file, b.line));
    a.file == b.file && b.line - a.line <= NEAR && end.saturating_sub(start) <= (BEFORE + BEHIND) * NEAR
}

/// A label cut to its first line: that is where people look, and an object may have thousands.
fn mark(label: &Label, sources: &Sources, primary: bool) -> Mark {
    let file = label.span.file;
    let (line, _) = sources.position(file, label.span.start);
    let end = line_end(sources, file, line);
    let start = (label.span.start as usize).min(end);
    let end = (label.span.end as usize).min(end).max(start);
    Mark { file, line, start, end, text: printable(&label.text), primary }
}

fn line_start(sources: &Sources, file: FileId, line: usize) -> usize {
    sources.file(file).lines().get(line - 1).map_or(0, |start| *start as usize)
}

/// The end of a line without its line break.
fn line_end(sources: &Sources, file: FileId, line: usize) -> usize {
    let file = sources.file(file);
    match file.lines().get(line) {
        Some(next) => file.text[..*next as usize].trim_end_matches(['\n', '\r']).len(),
        None => file.text.len(),
    }
    .max(file.lines().get(line - 1).map_or(0, |start| *start as usize))
}

/// Adds an excerpt. Of a line that is cut at its left, the renderer counts the column within the excerpt: `origins` takes
/// what it will say, and what is right.
fn add<'a>(group: Group<'a>, marks: &[Mark], sources: &Sources, origins: &mut Vec<(String, String)>) -> Group<'a> {
    let (Some(first), Some(last)) = (marks.first(), marks.last()) else { return group };
    let file = sources.file(first.file);
    let (start, end) = (line_start(sources, first.file, first.line), line_end(sources, last.file, last.line));
    let single = marks.len() == 1 && end - start > (BEFORE + BEHIND) * 2;
    let (from, to) = if single { window(&file.text, start, end, first.start) } else { (start, end) };
    let mut text = String::new();
    let cut = from > start;
    if cut {
        text.push_str(ELLIPSIS);
    }
    let before = text.len();
    text.push_str(&file.text[from..to]);
    let clip = |offset: usize| offset.min(to).saturating_sub(from) + before;
    if to < end {
        text.push_str(ELLIPSIS);
    }
    let annotations: Vec<_> = marks
        .iter()
        .map(|mark| {
            let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            let annotation = kind.span(clip(mark.start)..clip(mark.end));
            if mark.text.is_empty() { annotation } else { annotation.label(mark.text.clone()) }
        })
        .collect();
    let path = printable(&file.name);
    if cut {
        let (line, column) = sources.position(first.file, u32::try_from(first.start).unwrap_or(u32::MAX));
        let counted = text[..clip(first.start)].chars().count() + 1;
        origins.push((format!("{path}:{line}:{counted}"), format!("{path}:{line}:{column}")));
    }
    group.element(Snippet::source(text).line_start(first.line).path(path).annotations(annotations))
}

const ELLIPSIS: &str = "...";

/// The part of a long line around a place.
fn window(text: &str, start: usize, end: usize, at: usize) -> (usize, usize) {
    let from = text[start..at].char_indices().rev().nth(BEFORE - 1).map_or(start, |(offset, _)| start + offset);
    let to = text[at..end].char_indices().nth(BEHIND).map_or(end, |(offset, _)| at + offset);
    (from, to)
}
