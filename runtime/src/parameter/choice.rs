//! Types whose values are a closed set of words.

use std::fmt::Debug;

/// A type with a closed set of values: an enumeration that the document declares, or what the gateway file allows.
pub trait Choice: Copy + PartialEq + Debug + Sync + 'static {
    /// Every value with its text on the wire, in the order of the texts.
    const VALUES: &'static [(&'static str, Self)];

    /// The value with this text.
    fn from_text(text: &str) -> Option<Self> {
        let found = Self::VALUES.binary_search_by(|(known, _)| (*known).cmp(text)).ok()?;
        Self::VALUES.get(found).map(|(_, value)| *value)
    }
}

/// A value of some [`Choice`].
pub trait Word: Debug + Sync {
    /// Its text on the wire.
    fn word(&self) -> &'static str;
}

impl<T: Choice> Word for T {
    fn word(&self) -> &'static str {
        T::VALUES.iter().find(|(_, value)| value == self).map_or("", |(text, _)| text)
    }
}
