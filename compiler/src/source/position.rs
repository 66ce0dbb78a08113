//! The files that were read, and lines and columns in them.

use std::sync::OnceLock;

use super::{FileId, Span};

/// The files that were read, by [`FileId`].
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

/// One file.
#[derive(Debug)]
pub struct SourceFile {
    /// The name as the user would type it, for messages.
    pub name: String,
    /// The whole text, without a byte order mark.
    pub text: String,
    /// Where lines begin, in bytes; found when a message is first shown.
    lines: OnceLock<Vec<u32>>,
}

impl Sources {
    /// Keeps a file; a text of 4 GiB or more is refused by the reader before it comes here.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile { name: name.into(), text: text.into(), lines: OnceLock::new() });
        id
    }

    /// A file that was added.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The text that a span covers.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// Line and column of a byte offset, both from 1; columns count Unicode scalars.
    #[must_use]
    pub fn position(&self, file: FileId, offset: u32) -> (usize, usize) {
        let file = self.file(file);
        let line = file.lines().partition_point(|start| *start <= offset).max(1);
        let start = file.lines().get(line - 1).map_or(0, |start| *start as usize);
        let before = file.text.get(start..offset as usize).unwrap_or_default();
        (line, before.chars().count() + 1)
    }
}

impl SourceFile {
    /// Where each line begins, in bytes. Lines end with LF, or CR LF.
    pub(crate) fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let breaks = self.text.bytes().zip(1u32..).filter(|(byte, _)| *byte == b'\n').map(|(_, next)| next);
            std::iter::once(0).chain(breaks).collect()
        })
    }
}
