//! What a subscription may say of itself beside its keys: values with names, whose types are declared.

use std::borrow::Cow;

use serde_yaml::Value;

/// A declared attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// Its name.
    pub name: &'static str,
    /// What holds for a subscription that doesn't say it, and for a call without one. Its type is the attribute's.
    pub default: AttributeValue,
}

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub enum AttributeValue {
    /// A whole number.
    Integer(i64),
    /// A number.
    Float(f64),
    /// Text.
    String(Cow<'static, str>),
    /// A truth value.
    Boolean(bool),
}

impl Attribute {
    /// A whole number.
    #[must_use]
    pub const fn integer(name: &'static str, default: i64) -> Self {
        Self { name, default: AttributeValue::Integer(default) }
    }

    /// A number.
    #[must_use]
    pub const fn float(name: &'static str, default: f64) -> Self {
        Self { name, default: AttributeValue::Float(default) }
    }

    /// Text.
    #[must_use]
    pub const fn string(name: &'static str, default: &'static str) -> Self {
        Self { name, default: AttributeValue::String(Cow::Borrowed(default)) }
    }

    /// A truth value.
    #[must_use]
    pub const fn boolean(name: &'static str, default: bool) -> Self {
        Self { name, default: AttributeValue::Boolean(default) }
    }

    /// A value of this attribute's type. Fails with what it has to be.
    pub(super) fn read(&self, value: &Value) -> Result<AttributeValue, &'static str> {
        match &self.default {
            AttributeValue::Integer(_) => value.as_i64().map(AttributeValue::Integer).ok_or("a whole number"),
            AttributeValue::Float(_) => value.as_f64().map(AttributeValue::Float).ok_or("a number"),
            AttributeValue::String(_) => {
                value.as_str().map(|text| AttributeValue::String(Cow::Owned(text.to_owned()))).ok_or("a string")
            }
            AttributeValue::Boolean(_) => value.as_bool().map(AttributeValue::Boolean).ok_or("`true` or `false`"),
        }
    }
}
