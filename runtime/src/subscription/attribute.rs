//! What a subscription may say of itself beside its keys: values with names, whose types are declared.

use std::borrow::Cow;

use serde_yaml::Value;

use crate::expression::Variable;

/// A declared attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// Its name.
    pub name: &'static str,
    /// What holds for a subscription that doesn't say it, and for a call without one. Its type is the attribute's.
    pub default: Variable,
}

impl Attribute {
    /// A whole number.
    #[must_use]
    pub const fn integer(name: &'static str, default: i64) -> Self {
        Self { name, default: Variable::Int(default) }
    }

    /// A number.
    #[must_use]
    pub const fn float(name: &'static str, default: f64) -> Self {
        Self { name, default: Variable::Double(default) }
    }

    /// Text.
    #[must_use]
    pub const fn string(name: &'static str, default: &'static str) -> Self {
        Self { name, default: Variable::Text(Cow::Borrowed(default)) }
    }

    /// A truth value.
    #[must_use]
    pub const fn boolean(name: &'static str, default: bool) -> Self {
        Self { name, default: Variable::Boolean(default) }
    }

    /// A value of this attribute's type. Fails with what it has to be.
    pub(super) fn read(&self, value: &Value) -> Result<Variable, &'static str> {
        match &self.default {
            Variable::Int(_) => value.as_i64().map(Variable::Int).ok_or("a whole number"),
            Variable::Double(_) => value.as_f64().map(Variable::Double).ok_or("a number"),
            Variable::Text(_) => {
                value.as_str().map(|text| Variable::Text(Cow::Owned(text.to_owned()))).ok_or("a string")
            }
            Variable::Boolean(_) => value.as_bool().map(Variable::Boolean).ok_or("`true` or `false`"),
            // No constructor makes an attribute of these.
            Variable::Uint(_) | Variable::Timestamp(_) | Variable::Duration(_) | Variable::Json(..) => {
                Err("of a type that attributes have")
            }
        }
    }
}
