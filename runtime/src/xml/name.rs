//! Names of elements and attributes (Namespaces in XML 1.0).

/// A name as it was written, and what its prefix stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    pub(super) namespace: Option<String>,
    pub(super) written: String,
}

impl Name {
    /// The name without its prefix.
    pub(super) fn local(&self) -> &str {
        self.written.split_once(':').map_or(&self.written, |(_, local)| local)
    }

    /// Whether it is one of these. Some documents write the prefix as a part of the name.
    pub(super) fn is_among(&self, names: &[&str]) -> bool {
        names.iter().any(|name| *name == self.local() || *name == self.written)
    }

    /// Whether it is in a namespace; what none is asked of is in any.
    pub(super) fn is_within(&self, namespace: Option<&str>) -> bool {
        namespace.is_none_or(|namespace| self.namespace.as_deref().unwrap_or_default() == namespace)
    }
}

/// Whether a text is a name with at most one prefix (production `QName`).
pub(super) fn is_qualified(text: &str) -> bool {
    match text.split_once(':') {
        Some((prefix, local)) => is_plain(prefix) && is_plain(local),
        None => is_plain(text),
    }
}

/// Whether a text is a name without a colon (production `NCName`).
fn is_plain(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(begins) && chars.all(|char| begins(char) || continues(char))
}

fn begins(char: char) -> bool {
    matches!(char,
        'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

fn continues(char: char) -> bool {
    matches!(char, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// Whether a character may stand in a document (production `Char`).
pub(super) fn is_char(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}
