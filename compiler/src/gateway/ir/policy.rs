//! Policies with their attributes, by scope and section.

use serde::Serialize;

use super::Words;

/// The policies of one scope.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Sections {
    /// Before the call is sent.
    pub inbound: Vec<Policy>,
    /// As it is sent.
    pub backend: Vec<Policy>,
    /// On the answer.
    pub outbound: Vec<Policy>,
    /// On an error that the gateway answers itself.
    pub on_error: Vec<Policy>,
}

impl Sections {
    /// Whether there is none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.inbound.is_empty() && self.backend.is_empty() && self.outbound.is_empty() && self.on_error.is_empty()
    }
}

/// A policy with its attributes.
#[derive(Clone, Debug, Serialize)]
pub enum Policy {
    /// set-header
    SetHeader {
        /// The header, in lower case.
        name: String,
        /// What happens where it is there already.
        exists_action: ExistsAction,
        /// Its values.
        values: Vec<Words>,
    },
    /// set-query-parameter
    SetQueryParameter {
        /// The parameter.
        name: String,
        /// What happens where it is there already.
        exists_action: ExistsAction,
        /// Its values.
        values: Vec<Words>,
    },
    /// rewrite-uri
    RewriteUri {
        /// The new path, with parameters in braces.
        template: Words,
        /// Whether query parameters that the template doesn't use are kept.
        copy_unmatched_params: Flag,
    },
}

/// A truth value that may be a named one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Flag {
    /// Known here and now.
    Literal(bool),
    /// A named value of this name.
    NamedValue(String),
}

/// What happens to a header or parameter that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ExistsAction {
    /// It is replaced.
    Override,
    /// It stays.
    Skip,
    /// The value is added.
    Append,
    /// It is removed.
    Delete,
}
