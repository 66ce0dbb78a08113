//! What carries no meaning changes no byte: the order of keys, JSON or YAML, indentation, folders.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use common::{difference, gatewright, real_spec, scratch, tree, workspace};
use gatewright::diagnostic::{Diagnostics, Format as Messages, render};
use gatewright::emit::Files;
use gatewright::source::{Format, Kind, Member, Node, Sources, read_text};
use gatewright::{Input, compile};

/// xorshift64*: small, and the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, bound: usize) -> usize {
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
enum Layout {
    Json { indent: usize },
    Yaml { indent: usize },
}

impl Layout {
    const ALL: [Layout; 6] = [
        Layout::Json { indent: 0 },
        Layout::Json { indent: 1 },
        Layout::Json { indent: 4 },
        Layout::Yaml { indent: 1 },
        Layout::Yaml { indent: 2 },
        Layout::Yaml { indent: 5 },
    ];

    fn extension(self) -> &'static str {
        match self {
            Layout::Json { .. } => "json",
            Layout::Yaml { .. } => "yaml",
        }
    }

    /// The tree as a text, the members of every object in an order of their own.
    fn print(self, node: &Node, random: &mut Random) -> String {
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

fn read(path: &Path) -> Node {
    let format = if path.extension().unwrap() == "json" { Format::Json } else { Format::Yaml };
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let text = fs::read_to_string(path).unwrap();
    read_text(&mut sources, "input", text, format, &mut diagnostics).unwrap()
}

fn emitted(input: &Input) -> Files {
    let output = compile(input);
    let said = render(&output.diagnostics, &output.sources, Messages::Short, false);
    output.compiled.unwrap_or_else(|| panic!("{said}")).files
}

fn assert_same(expected: &Files, found: &Files, what: &str) {
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(expected), names(found), "{what}");
    for (path, text) in expected {
        assert!(*text == found[path], "{what}: {path} differs\n{}", difference(text, &found[path]));
    }
}

/// A gateway file with the documents of its APIs.
struct Subject {
    name: &'static str,
    gateway: PathBuf,
    specs: Vec<(&'static str, PathBuf)>,
}

fn subjects() -> Vec<Subject> {
    let specs = workspace().join("specs");
    let ours = |name: &'static str, spec: Option<&str>| Subject {
        name,
        gateway: specs.join(name).join("gateway.yaml"),
        specs: spec.map(|spec| (name, specs.join(name).join(spec))).into_iter().collect(),
    };
    let order = workspace().join("compiler/tests/order");
    let mut subjects = vec![
        ours("azure-openai", Some("openapi.json")),
        ours("chat-completions", Some("openapi.yaml")),
        ours("passthrough", None),
        // Small, and made of all that an order of keys could get into.
        Subject {
            name: "order",
            gateway: order.join("gateway.yaml"),
            specs: vec![("one", order.join("one.yaml")), ("two", order.join("two.yaml"))],
        },
    ];
    if let Some(real) = real_spec() {
        let gateway = specs.join("azure-openai/gateway.yaml");
        subjects.push(Subject { name: "azure-openai-real", gateway, specs: vec![("azure-openai", real)] });
    }
    subjects
}

#[test]
fn the_order_of_keys_and_the_encoding_change_no_byte() {
    let folder = scratch("noise");
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for subject in subjects() {
        let named = |(api, path): &(&str, PathBuf)| (Some((*api).to_owned()), path.clone());
        let plain = Input {
            gateway: subject.gateway.clone(),
            specs: subject.specs.iter().map(named).collect(),
            ..Input::default()
        };
        let expected = emitted(&plain);
        let gateway = read(&subject.gateway);
        let documents: Vec<(&str, Node)> = subject.specs.iter().map(|(api, path)| (*api, read(path))).collect();
        let rounds = if subject.name == "order" { 60 } else { 12 };
        for round in 0..rounds {
            let layout = Layout::ALL[round % Layout::ALL.len()];
            let path = folder.join(format!("gateway.{}", layout.extension()));
            fs::write(&path, layout.print(&gateway, &mut random)).unwrap();
            let mut input = Input { gateway: path, ..Input::default() };
            for (api, document) in &documents {
                let layout = Layout::ALL[random.below(Layout::ALL.len())];
                let path = folder.join(format!("{api}.{}", layout.extension()));
                fs::write(&path, layout.print(document, &mut random)).unwrap();
                input.specs.push((Some((*api).to_owned()), path));
            }
            assert_same(&expected, &emitted(&input), &format!("{} in round {round}", subject.name));
        }
        println!("{}: {rounds} shuffles, {} files", subject.name, expected.len());
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_folders_change_no_byte() {
    let folder = scratch("folders");
    let specs = workspace().join("specs/chat-completions");
    let (near, far) = (folder.join("near"), folder.join("far/away/from it"));
    for copy in [&near, &far] {
        fs::create_dir_all(copy).unwrap();
        for name in ["gateway.yaml", "openapi.yaml"] {
            fs::copy(specs.join(name), copy.join(name)).unwrap();
        }
    }
    let runs: [(&Path, &Path, &Path); 3] = [
        (&near, Path::new("gateway.yaml"), Path::new("out")),
        (&folder, Path::new("far/away/from it/gateway.yaml"), Path::new("elsewhere/deep/out")),
        (Path::new("/"), &far.join("gateway.yaml"), &folder.join("absolute")),
    ];
    let mut trees = Vec::new();
    for (cwd, gateway, out) in runs {
        let arguments = ["compile".as_ref(), gateway.as_os_str(), "--out".as_ref(), out.as_os_str()];
        let output = gatewright(cwd, &arguments);
        assert!(output.status.success(), "{}", common::errors(&output));
        trees.push(tree(&cwd.join(out)));
    }
    assert_same(&trees[0], &trees[1], "another folder");
    assert_same(&trees[0], &trees[2], "another working directory");
    fs::remove_dir_all(&folder).unwrap();
}
