//! Models as callers name them, and what operations have to do with them.

use serde::Serialize;

use super::Condition;

/// A model.
#[derive(Clone, Debug, Serialize)]
pub struct Model {
    /// As callers name it.
    pub name: String,
    /// The name of its item.
    pub ident: String,
    /// Further names.
    pub aliases: Vec<String>,
    /// Where its calls go: the backend's name, where that is not the API's, and its name for the model.
    pub targets: Vec<(Option<String>, String)>,
    /// After what the next target has its turn, where that departs from the runtime's own.
    pub fallback: Option<Vec<Condition>>,
    /// The products by which it may be called.
    pub products: Option<Vec<String>>,
    /// When it was made, in seconds since 1970.
    pub created: Option<u64>,
    /// Whose it is.
    pub owned_by: Option<String>,
}

/// What an operation has to do with the models of its API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum ByModel {
    /// The member `model` of its body, or the field of a form, names one.
    Body,
    /// This parameter of its path names one.
    Path(String),
    /// It lists them.
    Listed,
    /// It tells of the one that this parameter of its path names.
    Told(String),
}
