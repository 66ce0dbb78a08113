//! Types whose values are a closed set of words.

use std::fmt::Debug;

/// A type with a closed set of values: an enumeration that the document declares, or what the gateway file allows.
pub trait Choice: Copy + PartialEq + Debug + Sync + 'static {
    /// The texts of the values on the wire.
    const NAMES: &'static [&'static str];

    /// The values, in the order of their texts.
    const VALUES: &'static [Self];

    /// The value with this text.
    fn from_text(text: &str) -> Option<Self> {
        let at = Self::NAMES.iter().position(|name| *name == text)?;
        Self::VALUES.get(at).copied()
    }
}

/// A value of some [`Choice`], or any text.
pub trait Word: Debug + Sync {
    /// Its text on the wire.
    fn word(&self) -> &'static str;
}

/// Where every text is allowed, a text is a value.
impl Word for &'static str {
    fn word(&self) -> &'static str {
        self
    }
}

impl<T: Choice> Word for T {
    fn word(&self) -> &'static str {
        let at = T::VALUES.iter().position(|value| value == self);
        at.and_then(|at| T::NAMES.get(at)).copied().unwrap_or_default()
    }
}
