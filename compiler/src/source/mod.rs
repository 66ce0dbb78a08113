//! Text to one tree of nodes with positions, for JSON and YAML alike.
//!
//! This stage never interprets a key: it knows no OpenAPI and no gateway file, and it never panics, whatever it is fed.

mod node;
mod span;

pub use node::{Kind, Member, Node, Object};
pub use span::{FileId, Span};

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
    /// The whole text.
    pub text: String,
}

impl Sources {
    /// Keeps a file; a text of 4 GiB or more is refused by the reader before it comes here.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile { name: name.into(), text: text.into() });
        id
    }

    /// A file that was added.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }
}
