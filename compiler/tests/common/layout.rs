//! Documents as texts that mean the same: members in another order, JSON or YAML, one indentation or another.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use gatewright::diagnostic::Diagnostics;
use gatewright::source::{Format, Kind, Member, Node, Sources, read_text};

/// xorshift64*: small, and the same on every machine.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    fn shuffled<'n>(&mut self, members: impl Iterator<Item = &'n Member>) -> Vec<&'n Member> {
        let mut members: Vec<&Member> = members.collect();
        for at in (1..members.len()).rev() {
            members.swap(at, self.below(at + 1));
        }
        members
    }
}

/// How a shuffled text is laid out.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Layout {
    Json { indent: usize },
    Yaml { indent: usize },
}

impl Layout {
    pub(crate) const ALL: [Layout; 6] = [
        Layout::Json { indent: 0 },
        Layout::Json { indent: 1 },
        Layout::Json { indent: 4 },
        Layout::Yaml { indent: 1 },
        Layout::Yaml { indent: 2 },
        Layout::Yaml { indent: 5 },
    ];

    pub(crate) fn extension(self) -> &'static str {
        match self {
            Layout::Json { .. } => "json",
            Layout::Yaml { .. } => "yaml",
        }
    }

    /// The tree as a text, the members of every object in an order of their own.
    pub(crate) fn print(self, node: &Node, random: &mut Random) -> String {
        let mut text = String::new();
        match self {
            Layout::Json { indent } => json(node, indent, 0, random, &mut text),
            Layout::Yaml { indent } => {
                text.push_str("# shuffled\n---\n");
                yaml(node, indent, 0, random, &mut text);
            }
        }
        text
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn scalar(node: &Node) -> String {
    match &node.kind {
        Kind::Null => "null".to_owned(),
        Kind::Bool(value) => value.to_string(),
        Kind::Number(text) => text.to_string(),
        Kind::String(text) => quoted(text),
        Kind::Array(_) => "[]".to_owned(),
        Kind::Object(_) => "{}".to_owned(),
    }
}

fn is_leaf(node: &Node) -> bool {
    match &node.kind {
        Kind::Array(items) => items.is_empty(),
        Kind::Object(object) => object.is_empty(),
        _ => true,
    }
}

fn json(node: &Node, indent: usize, depth: usize, random: &mut Random, text: &mut String) {
    let line = |depth: usize, text: &mut String| {
        if indent > 0 {
            let _ = write!(text, "\n{}", " ".repeat(indent * depth));
        }
    };
    if is_leaf(node) {
        text.push_str(&scalar(node));
        return;
    }
    match &node.kind {
        Kind::Array(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                text.push_str(if at == 0 { "" } else { "," });
                line(depth + 1, text);
                json(item, indent, depth + 1, random, text);
            }
            line(depth, text);
            text.push(']');
        }
        Kind::Object(object) => {
            text.push('{');
            for (at, member) in random.shuffled(object.iter()).into_iter().enumerate() {
                text.push_str(if at == 0 { "" } else { "," });
                line(depth + 1, text);
                let _ = write!(text, "{}: ", quoted(&member.key));
                json(&member.value, indent, depth + 1, random, text);
            }
            line(depth, text);
            text.push('}');
        }
        _ => {}
    }
}

/// A key or string without quotes where that is surely the same text.
fn plain(text: &str, random: &mut Random) -> String {
    let letters = text.len() > 5 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    if letters && random.below(2) == 0 { text.to_owned() } else { quoted(text) }
}

fn yaml(node: &Node, indent: usize, depth: usize, random: &mut Random, text: &mut String) {
    let pad = " ".repeat(indent * depth);
    match &node.kind {
        _ if is_leaf(node) => {
            let leaf = match &node.kind {
                Kind::String(string) => plain(string, random),
                _ => scalar(node),
            };
            let _ = writeln!(text, "{pad}{leaf}");
        }
        Kind::Array(items) => {
            for item in items {
                value(&format!("{pad}-"), item, indent, depth, random, text);
            }
        }
        Kind::Object(object) => {
            for member in random.shuffled(object.iter()) {
                let key = plain(&member.key, random);
                value(&format!("{pad}{key}:"), &member.value, indent, depth, random, text);
            }
        }
        _ => {}
    }
}

/// What follows a dash or a key: a scalar in the same line, brackets now and then, else a block of its own.
fn value(head: &str, node: &Node, indent: usize, depth: usize, random: &mut Random, text: &mut String) {
    text.push_str(head);
    let flow = depth > 2 && random.below(8) == 0;
    if is_leaf(node) || flow {
        text.push(' ');
        json(node, 0, 0, random, text);
        text.push('\n');
    } else {
        text.push('\n');
        yaml(node, indent, depth + 1, random, text);
    }
}

pub(crate) fn read(path: &Path) -> Node {
    readable(path).unwrap()
}

/// The tree of a file; none where it is not well-formed.
pub(crate) fn readable(path: &Path) -> Option<Node> {
    let format = if path.extension().unwrap() == "json" { Format::Json } else { Format::Yaml };
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let text = fs::read_to_string(path).ok()?;
    read_text(&mut sources, "input", text, format, &mut diagnostics)
}
