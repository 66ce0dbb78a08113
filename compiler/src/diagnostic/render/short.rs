//! One line each, as compilers have always said it.

use super::brief::{self, Shown};
use super::printable;
use crate::source::Sources;

pub(super) fn one(shown: &Shown<'_>, sources: &Sources) -> String {
    let diagnostic = shown.diagnostic;
    let span = diagnostic.primary.span;
    let (line, column) = sources.position(span.file, span.start);
    let name = &sources.file(span.file).name;
    let (severity, code) = (diagnostic.code.severity().name(), diagnostic.code.name());
    let alike = brief::alike(shown, sources).map_or_else(String::new, |alike| format!(" ({alike})"));
    let line = format!("{name}:{line}:{column}: {severity}[{code}]: {}{alike}", diagnostic.message);
    printable(&line).replace('\n', " ") + "\n"
}
