//! The environment variables that a gateway reads.

use std::collections::BTreeMap;

use minijinja::{Value, context};

use crate::gateway::{Gateway, ValueSource};

/// An environment variable; of its value nothing is known here.
pub(super) struct Variable {
    /// What it is called.
    name: String,
    /// Whether its value is a secret.
    pub(super) secret: bool,
    /// Whether the gateway starts without it.
    optional: bool,
}

impl Variable {
    /// As the templates read it.
    pub(super) fn value(&self) -> Value {
        context! { name => self.name.as_str(), optional => self.optional }
    }
}

/// All variables of named values, by name. One that several values are read from is as secret, and as needed, as any of them.
pub(super) fn all(gateway: &Gateway) -> Vec<Variable> {
    let mut all: BTreeMap<&str, (bool, bool)> = BTreeMap::new();
    for value in &gateway.named_values {
        let (name, secret, optional) = match &value.source {
            ValueSource::SecretEnv(name) => (name, true, false),
            ValueSource::Env { variable, default, .. } => (variable, false, default.is_some()),
            ValueSource::Literal(_) | ValueSource::File { .. } | ValueSource::SecretFile(_) => continue,
        };
        let known = all.entry(name).or_insert((secret, optional));
        *known = (known.0 || secret, known.1 && optional);
    }
    let variable = |(name, (secret, optional)): (&str, _)| Variable { name: name.to_owned(), secret, optional };
    all.into_iter().map(variable).collect()
}
