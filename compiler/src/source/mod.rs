//! Text to one tree of nodes with positions, for JSON and YAML alike.
//!
//! This stage never interprets a key: it knows no OpenAPI and no gateway file, and it never panics, whatever it is fed.

mod file;
mod json;
mod node;
pub mod overlay;
mod places;
pub mod pointer;
mod position;
mod span;
#[cfg(test)]
mod tests;
mod yaml;

pub use file::{Format, read_file, read_text};
pub use node::{Kind, Member, Node, Object};
pub use places::Places;
pub use position::{SourceFile, Sources};
pub use span::{FileId, Span};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// How many collections may stand inside one another. Whoever walks nodes may recurse: this bounds the call stack.
pub const MAX_DEPTH: usize = 512;

/// What messages call the arguments of the command, which are a text among the files.
pub const COMMAND_LINE: &str = "command line";

/// How many values one file may hold. Ten times what the largest published documents have; it bounds the memory.
const MAX_VALUES: usize = 8_000_000;

fn too_many(span: Span) -> Diagnostic {
    Diagnostic::at(Code::GW0107, span, format!("more than {MAX_VALUES} values in one file"))
        .help("split the file; a large example or table does not belong into it")
}

fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::at(
        Code::GW0103,
        span,
        format!("more than {MAX_DEPTH} levels of objects and arrays, or 255 of YAML's brackets"),
    )
    .help("refer to a repeated structure by $ref")
}

/// Says which members were dropped since their key stands before, at the place given with each.
fn equal_keys(dropped: Vec<(Span, Member)>, diagnostics: &mut Diagnostics) {
    for (first, member) in dropped {
        diagnostics.push(
            Diagnostic::at(
                Code::GW0102,
                member.key_span,
                format!("the key `{}` stands twice in this object", member.key.escape_debug()),
            )
            .words("again here")
            .label(first, "first here")
            .help("remove or rename one of them"),
        );
    }
}
