//! Policies of the user's own, from crates of the user's own.

use super::{Origin, Spanned};
use crate::policy::catalogue::Entry;

/// A crate with policies.
#[derive(Clone, Debug)]
pub struct PolicyCrate {
    /// The name of the package.
    pub name: Spanned<String>,
    /// Where Cargo takes it from.
    pub origin: Origin,
    /// Its policies, by name.
    pub policies: Vec<&'static Entry>,
}
