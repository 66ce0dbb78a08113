//! From the text of a `$ref` to a file and a pointer, by text alone.

use std::path::{Component, Path, PathBuf};

/// What the text of a `$ref` means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A pointer in the same file.
    Here(String),
    /// A pointer in the document itself, by the name that it gives itself.
    Document(String),
    /// A file, relative to the folder of the one that refers to it, and a pointer in it.
    File(String, String),
}

/// Takes a `$ref` apart; `None` where it is a URL, an absolute path, or a name that is no pointer.
pub(super) fn target(own: Option<&str>, text: &str) -> Option<Target> {
    let (name, pointer) = text.split_once('#').unwrap_or((text, ""));
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return None;
    }
    let pointer = pointer.to_owned();
    if name.is_empty() {
        return Some(Target::Here(pointer));
    }
    if own.is_some_and(|own| own.split('#').next() == Some(name)) {
        return Some(Target::Document(pointer));
    }
    if name.contains(':') || name.starts_with(['/', '\\']) {
        return None;
    }
    Some(Target::File(decoded(name), pointer))
}

/// Undoes percent-encoding; what is no UTF-8 then stays as it is.
fn decoded(name: &str) -> String {
    if !name.contains('%') {
        return name.to_owned();
    }
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let mut digit = || ahead.next().and_then(|byte| char::from(byte).to_digit(16));
        match (byte, digit(), digit()) {
            (b'%', Some(high), Some(low)) => {
                bytes.extend(u8::try_from(high * 16 + low));
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| name.to_owned())
}

/// A path without `.`, and without `..` behind a name.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut normal: Vec<Component<'_>> = Vec::new();
    for component in path.components() {
        match (component, normal.last()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => drop(normal.pop()),
            (Component::ParentDir, Some(Component::RootDir)) => {}
            _ => normal.push(component),
        }
    }
    normal.iter().collect()
}

/// How a document calls a file: by the way there from the document's folder, so that another folder changes nothing.
pub(super) fn relative(document: &Path, file: &Path) -> String {
    let from: Vec<Component<'_>> = document.parent().unwrap_or(Path::new("")).components().collect();
    let to: Vec<Component<'_>> = file.components().collect();
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = from.len() - shared;
    let parts = (0..up).map(|_| "..".to_owned());
    let down = to[shared..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    parts.chain(down).collect::<Vec<_>>().join("/")
}
