//! Models as callers name them.

use super::{Condition, Spanned};

/// A model.
#[derive(Clone, Debug)]
pub struct Model {
    /// As callers name it.
    pub name: Spanned<String>,
    /// Further names; no name stands twice among all models.
    pub aliases: Vec<Spanned<String>>,
    /// Where its calls go, in order; at least one.
    pub targets: Vec<ModelTarget>,
    /// After what the next target has its turn; `None`: as with pools.
    pub fallback: Option<Vec<Condition>>,
    /// The products by which it may be called; `None`: everybody may.
    pub products: Option<Vec<Spanned<String>>>,
    /// When it was made, in seconds since 1970.
    pub created: Option<u64>,
    /// Whose it is.
    pub owned_by: Option<String>,
}

/// What a model is to a backend.
#[derive(Clone, Debug, Default)]
pub struct ModelTarget {
    /// A backend that exists; `None`: that of the API.
    pub backend: Option<Spanned<String>>,
    /// The backend's name for the model; `None`: the same as callers have.
    pub model: Option<String>,
}
