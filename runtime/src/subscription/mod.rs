//! Who may call: keys, kept as SHA-256 digests in a file that is read again when it changes.
//!
//! A key is never stored, logged or forwarded, and a digest is never taken as a key.

mod admission;
mod attribute;
mod file;
mod table;

pub(crate) use admission::admit;
pub use attribute::Attribute;
pub use file::{Scope, State};
pub use table::{Subscriber, Subscriptions};

/// Who may call an API, and where it looks for the key: the headers first, then the query, then Bearer.
#[derive(Debug)]
pub struct Subscription {
    /// Whether a call without a key is refused.
    pub required: bool,
    /// The headers that may bear the key.
    pub headers: &'static [&'static str],
    /// The query parameter that may bear it.
    pub query: Option<&'static str>,
    /// Whether `Authorization: Bearer` may bear it.
    pub bearer: bool,
}

#[cfg(test)]
mod tests;
