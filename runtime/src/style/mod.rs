//! How values are written as text where there is no JSON: the styles of parameters and of the fields of forms (OpenAPI
//! 3.1.1, sections 4.8.12.2 and 4.8.15.1). What was sent becomes a value without types, in the notation of
//! [`json`](crate::json), which the same checks read as read JSON. This stage never judges a value, and what is
//! forwarded are the bytes that came.
//!
//! A separator that is percent-encoded separates only where no bare one stands: `a,b%2Cc` has two items, `a%2Cb` too.

mod form;
mod sent;
#[cfg(test)]
mod tests;
mod tree;

pub(crate) use form::notation as form;
pub use sent::Sent;
pub(crate) use sent::{Coding, broken};
pub(crate) use tree::{Tree, steps};

/// How a value is written. The names that OpenAPI has for it stand in parentheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As one text.
    Text,
    /// Once for each item: `a=1&a=2` (`form`, exploded).
    Repeated,
    /// As items with this between them: `1,2` (`simple`, `form`, `spaceDelimited`, `pipeDelimited`, `label`).
    List(char),
    /// As names and values in turn with this between them: `R,100,G,200` (the same, of an object).
    Turns(char),
    /// As pairs with this between them: `R=100,G=200` (`simple`, `label`, `matrix`; exploded, of an object).
    Pairs(char),
    /// With the way to each part in brackets: `a[b]=1`, `a[]=1`, `a[0][b]=1` (`deepObject`).
    Deep,
    /// Its members, these, stand by themselves: `R=100&G=200` (`form`, exploded, of an object).
    Members(&'static [&'static str]),
    /// Its members are all that stands there but these.
    Others(&'static [&'static str]),
    /// As JSON.
    Json,
    /// Once for each item, as JSON; or as a JSON array of them.
    JsonItems,
}

/// A field of a form that isn't written as fields are by default.
#[derive(Debug, Clone, Copy)]
pub struct Encoded {
    /// Its name.
    pub name: &'static str,
    /// How its value is written. [`Style::Text`]: brackets in the name are part of it.
    pub style: Style,
}

impl Encoded {
    /// A field and how it is written.
    #[must_use]
    pub const fn new(name: &'static str, style: Style) -> Self {
        Self { name, style }
    }
}
