//! Text that must not be seen.

use std::fmt;

use http::HeaderValue;

/// A secret. It has no `Display`, and its `Debug` doesn't show it.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Wraps text that was read from where secrets are kept.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself, for the one place that sends it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The secret as a header's value, marked as sensitive. `None`: it holds what no header may hold.
    #[must_use]
    pub fn header_value(&self) -> Option<HeaderValue> {
        let mut value = HeaderValue::from_str(&self.0).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Secret(..)")
    }
}
