//! What people are shown of many messages: errors before all else, of alike ones the first, and no more than they read.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::Sources;

/// How many messages are shown.
const CAP: usize = 20;
/// How many places of alike messages are named.
const PLACES: usize = 5;

/// A message that is shown, and those of its code that it stands for.
pub(super) struct Shown<'d> {
    pub(super) diagnostic: &'d Diagnostic,
    pub(super) alike: Vec<&'d Diagnostic>,
}

/// Every message for itself.
pub(super) fn all<'d>(all: &[&'d Diagnostic]) -> Vec<Shown<'d>> {
    all.iter().map(|diagnostic| Shown { diagnostic, alike: Vec::new() }).collect()
}

/// The first twenty, of which no error is left out for the sake of something lighter. The last of a code that may be
/// shown stands for the rest of it.
pub(super) fn brief<'d>(all: &[&'d Diagnostic]) -> Vec<Shown<'d>> {
    let mut shown: Vec<Shown<'d>> = Vec::new();
    let mut last_of: BTreeMap<Code, (usize, usize)> = BTreeMap::new();
    for diagnostic in all {
        let code = diagnostic.code;
        match last_of.get(&code) {
            Some((count, last)) if *count >= of_a_code(code.severity()) => {
                if let Some(last) = shown.get_mut(*last) {
                    last.alike.push(diagnostic);
                }
            }
            found => {
                last_of.insert(code, (found.map_or(1, |(count, _)| count + 1), shown.len()));
                shown.push(Shown { diagnostic, alike: Vec::new() });
            }
        }
    }
    if shown.len() > CAP {
        let mut by_weight: Vec<(Severity, usize)> =
            shown.iter().enumerate().map(|(at, shown)| (shown.diagnostic.code.severity(), at)).collect();
        by_weight.sort_unstable();
        let kept: std::collections::BTreeSet<usize> = by_weight.into_iter().take(CAP).map(|(_, at)| at).collect();
        let mut at = 0..;
        shown.retain(|_| at.next().is_some_and(|at| kept.contains(&at)));
    }
    shown
}

/// How many messages of one code are shown for themselves: each error is another one to mend, and a repair has one cause
/// all over a document.
fn of_a_code(severity: Severity) -> usize {
    match severity {
        Severity::Error => usize::MAX,
        Severity::Warning => 3,
        Severity::Repair => 1,
    }
}

/// `8 more like it, in lines 12, 40, 44, 81, 90 and 3 others`; the file is named where it is another.
pub(super) fn alike(shown: &Shown<'_>, sources: &Sources) -> Option<String> {
    let (count, own) = (shown.alike.len(), shown.diagnostic.primary.span.file);
    if count == 0 {
        return None;
    }
    let place = |diagnostic: &&Diagnostic| {
        let span = diagnostic.primary.span;
        let (line, _) = sources.position(span.file, span.start);
        if span.file == own { format!("line {line}") } else { format!("{}:{line}", sources.file(span.file).name) }
    };
    let mut places: Vec<String> = shown.alike.iter().take(PLACES).map(place).collect();
    if count > PLACES {
        places.push("...".to_owned());
    }
    Some(format!("{count} more like it: {}", places.join(", ")))
}
