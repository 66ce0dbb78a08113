//! A spec as plain JSON, for whoever wants its values and not its places.

use serde_json::{Map, Value};

use crate::source::{Kind, Node};

/// How many references may lead from one to the next.
const HOPS: usize = 64;

/// A spec as plain JSON.
#[derive(Debug)]
pub(super) struct Document(Value);

impl Document {
    pub(super) fn new(node: &Node) -> Self {
        Self(plain(node))
    }

    /// Takes JSON as it is.
    pub(super) fn of(value: Value) -> Self {
        Self(value)
    }

    /// What a reference (`#/components/schemas/Pet`) leads to.
    pub(super) fn target(&self, reference: &str) -> Option<&Value> {
        let pointer = reference.strip_prefix('#')?;
        self.0.pointer(pointer)
    }

    /// Follows the references of something that is no schema.
    pub(super) fn follow<'d>(&'d self, mut value: &'d Value) -> Option<&'d Value> {
        for _ in 0..HOPS {
            match value.get("$ref").and_then(Value::as_str) {
                Some(reference) => value = self.target(reference)?,
                None => return Some(value),
            }
        }
        None
    }

    /// The operation with this method, in upper case, at this path.
    pub(super) fn operation(&self, method: &str, path: &str) -> Option<&Value> {
        let item = self.follow(self.0.get("paths")?.get(path)?)?;
        item.get(method.to_ascii_lowercase())
    }

    /// The parameters of an operation, its own before those of its path.
    pub(super) fn parameters<'d>(&'d self, method: &str, path: &str) -> Vec<&'d Value> {
        let item = self.0.get("paths").and_then(|paths| self.follow(paths.get(path)?));
        let places = [self.operation(method, path), item];
        let listed = places.into_iter().flatten().filter_map(|place| place.get("parameters")?.as_array()).flatten();
        listed.filter_map(|parameter| self.follow(parameter)).collect()
    }
}

/// A number that no machine type holds becomes null: nothing that answers needs it.
fn plain(node: &Node) -> Value {
    match &node.kind {
        Kind::Null => Value::Null,
        Kind::Bool(value) => Value::Bool(*value),
        Kind::Number(text) => serde_json::from_str(text).unwrap_or(Value::Null),
        Kind::String(text) => Value::String(text.to_string()),
        Kind::Array(items) => Value::Array(items.iter().map(plain).collect()),
        Kind::Object(object) => {
            let members = object.iter().map(|member| (member.key.to_string(), plain(&member.value)));
            Value::Object(members.collect::<Map<_, _>>())
        }
    }
}
