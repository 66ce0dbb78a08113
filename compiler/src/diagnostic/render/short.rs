//! One line each, as compilers have always said it.

use super::printable;
use crate::diagnostic::Diagnostic;
use crate::source::Sources;

pub(super) fn one(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let place = diagnostic.primary.as_ref().map_or_else(String::new, |label| {
        let (line, column) = sources.position(label.span.file, label.span.start);
        format!("{}:{line}:{column}: ", sources.file(label.span.file).name)
    });
    let (severity, code) = (diagnostic.code.severity().name(), diagnostic.code.name());
    let line = format!("{place}{severity}[{code}]: {}", diagnostic.message);
    printable(&line).replace('\n', " ") + "\n"
}
