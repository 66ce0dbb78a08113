//! A tree that may be wrong: keys may stand twice, and a leaf is any text.

use gatewright::source::{Kind, Node};

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree {
    /// As it is written.
    Leaf(String),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    pub(crate) fn of(node: &Node) -> Self {
        match &node.kind {
            Kind::Null => Self::Leaf("null".to_owned()),
            Kind::Bool(value) => Self::Leaf(value.to_string()),
            Kind::Number(text) => Self::Leaf(text.to_string()),
            Kind::String(text) => Self::text(text),
            Kind::Array(items) => Self::Array(items.iter().map(Self::of).collect()),
            Kind::Object(members) => {
                Self::Object(members.iter().map(|member| (member.key.to_string(), Self::of(&member.value))).collect())
            }
        }
    }

    /// A string.
    pub(crate) fn text(text: &str) -> Self {
        Self::Leaf(serde_json::Value::from(text).to_string())
    }

    /// How many values there are.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Leaf(_) => 1,
            Self::Array(items) => 1 + items.iter().map(Self::size).sum::<usize>(),
            Self::Object(members) => 1 + members.iter().map(|(_, value)| value.size()).sum::<usize>(),
        }
    }

    /// The value that comes as number `at` in the order of the text.
    pub(crate) fn nth(&mut self, at: usize) -> &mut Self {
        let mut rest = at;
        let mut here = self;
        while rest > 0 {
            rest -= 1;
            let children: Vec<&mut Self> = match here {
                Self::Leaf(_) => panic!("there are fewer values"),
                Self::Array(items) => items.iter_mut().collect(),
                Self::Object(members) => members.iter_mut().map(|(_, value)| value).collect(),
            };
            let mut found = None;
            for child in children {
                let size = child.size();
                if rest < size {
                    found = Some(child);
                    break;
                }
                rest -= size;
            }
            here = found.expect("there are fewer values");
        }
        here
    }

    /// As JSON, which is YAML too.
    pub(crate) fn json(&self, text: &mut String) {
        match self {
            Self::Leaf(leaf) => text.push_str(leaf),
            Self::Array(items) => {
                text.push('[');
                for (at, item) in items.iter().enumerate() {
                    text.push_str(if at == 0 { "" } else { ", " });
                    item.json(text);
                }
                text.push(']');
            }
            Self::Object(members) => {
                text.push('{');
                for (at, (key, value)) in members.iter().enumerate() {
                    text.push_str(if at == 0 { "" } else { ", " });
                    text.push_str(&serde_json::Value::from(key.as_str()).to_string());
                    text.push_str(": ");
                    value.json(text);
                }
                text.push('}');
            }
        }
    }

    /// As YAML in block style.
    pub(crate) fn yaml(&self, depth: usize, text: &mut String) {
        let pad = "  ".repeat(depth);
        match self {
            Self::Array(items) if !items.is_empty() => {
                for item in items {
                    text.push_str(&format!("{pad}-"));
                    item.below(depth, text);
                }
            }
            Self::Object(members) if !members.is_empty() => {
                for (key, value) in members {
                    text.push_str(&format!("{pad}{}:", serde_json::Value::from(key.as_str())));
                    value.below(depth, text);
                }
            }
            _ => {
                text.push_str(&pad);
                self.json(text);
                text.push('\n');
            }
        }
    }

    fn below(&self, depth: usize, text: &mut String) {
        let block = match self {
            Self::Leaf(_) => false,
            Self::Array(items) => !items.is_empty(),
            Self::Object(members) => !members.is_empty(),
        };
        text.push(if block { '\n' } else { ' ' });
        self.yaml(if block { depth + 1 } else { 0 }, text);
    }
}
