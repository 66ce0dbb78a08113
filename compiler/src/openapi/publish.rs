//! The gateway's own description of an API: the document as it was read, with the gateway's server and keys in place of
//! the backend's.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::told::{self, Told};
use crate::source::{Kind, Node, Object};

/// What callers of the gateway are told in place of what the backend's document says.
#[derive(Clone, Debug)]
pub struct Public<'p> {
    /// The URL of the server, relative to the gateway's address.
    pub server: &'p str,
    /// Whether a call needs a key.
    pub required: bool,
    /// Headers that may hold it.
    pub headers: &'p [String],
    /// The query parameter that may hold it.
    pub query: Option<&'p str>,
    /// Whether it may come as a bearer token.
    pub bearer: bool,
    /// What is told of operations beside what the document says, by the path and the method in lower case.
    pub told: &'p BTreeMap<(&'p str, String), Told>,
}

/// The document as JSON with members sorted by name, so that it doesn't depend on how the input was written.
#[must_use]
pub fn publish(document: &Node, public: &Public<'_>) -> String {
    let mut text = String::new();
    let mut members: Vec<(&str, String)> = Vec::new();
    for member in document.as_object().into_iter().flat_map(Object::sorted) {
        let value = match &*member.key {
            "servers" | "security" => continue,
            "components" => components(&member.value, public),
            "paths" => paths(document, &member.value, public),
            _ => print(&member.value, 1, &[]),
        };
        members.push((&member.key, value));
    }
    members.push(("servers", format!("[\n    {{\n      \"url\": {}\n    }}\n  ]", quoted(public.server))));
    members.push(("security", security(public)));
    if document.get("components").is_none() {
        members.push(("components", format!("{{\n    \"securitySchemes\": {}\n  }}", schemes(public))));
    }
    members.sort();
    object(&mut text, 0, members.into_iter().map(|(key, value)| (key.to_owned(), value)));
    text.push('\n');
    text
}

fn components(node: &Node, public: &Public<'_>) -> String {
    let kept = node.as_object().into_iter().flat_map(Object::sorted).filter(|member| &*member.key != "securitySchemes");
    let mut members: Vec<(String, String)> =
        kept.map(|member| (member.key.to_string(), print(&member.value, 2, &[]))).collect();
    members.push(("securitySchemes".to_owned(), schemes(public)));
    members.sort();
    let mut text = String::new();
    object(&mut text, 1, members.into_iter());
    text
}

/// Path items: servers and security of their own are the backend's.
fn paths(document: &Node, node: &Node, public: &Public<'_>) -> String {
    let items = node.as_object().into_iter().flat_map(Object::sorted).map(|item| {
        let members = item.value.as_object().into_iter().flat_map(Object::sorted);
        let members = members.filter(|member| &*member.key != "servers").map(|member| {
            let told = public.told.get(&(&*item.key, member.key.to_string()));
            let with = told.map(|told| told::with(document, &item.value, &member.value, told));
            let node = with.as_ref().unwrap_or(&member.value);
            (member.key.to_string(), print(node, 3, &["servers", "security"]))
        });
        let mut text = String::new();
        object(&mut text, 2, members);
        (item.key.to_string(), text)
    });
    let mut text = String::new();
    object(&mut text, 1, items);
    text
}

/// The names of the ways to show a key.
fn names(public: &Public<'_>) -> Vec<(String, String)> {
    let scheme = |place: &str, name: &str| {
        format!(
            "{{\n        \"in\": \"{place}\",\n        \"name\": {},\n        \"type\": \"apiKey\"\n      }}",
            quoted(name)
        )
    };
    let mut names: Vec<(String, String)> =
        public.headers.iter().map(|header| (format!("header-{header}"), scheme("header", header))).collect();
    names.extend(public.query.map(|query| (format!("query-{query}"), scheme("query", query))));
    if public.bearer {
        let text = "{\n        \"scheme\": \"bearer\",\n        \"type\": \"http\"\n      }".to_owned();
        names.push(("bearer".to_owned(), text));
    }
    names.sort();
    names
}

fn schemes(public: &Public<'_>) -> String {
    let mut text = String::new();
    object(&mut text, 2, names(public).into_iter());
    text
}

fn security(public: &Public<'_>) -> String {
    let mut ways: Vec<String> =
        names(public).into_iter().map(|(name, _)| format!("    {{\n      {}: []\n    }}", quoted(&name))).collect();
    if !public.required {
        ways.push("    {}".to_owned());
    }
    if ways.is_empty() { "[]".to_owned() } else { format!("[\n{}\n  ]", ways.join(",\n")) }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A value at a depth; members that are in `without` are left out at this level.
fn print(node: &Node, depth: usize, without: &[&str]) -> String {
    let mut text = String::new();
    match &node.kind {
        Kind::Null => text.push_str("null"),
        Kind::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Kind::Number(number) => text.push_str(number),
        Kind::String(string) => text.push_str(&quoted(string)),
        Kind::Array(items) if items.is_empty() => text.push_str("[]"),
        Kind::Array(items) => {
            let items = items.iter().map(|item| format!("{}{}", "  ".repeat(depth + 1), print(item, depth + 1, &[])));
            let _ = write!(text, "[\n{}\n{}]", items.collect::<Vec<_>>().join(",\n"), "  ".repeat(depth));
        }
        Kind::Object(members) => {
            let members = members.sorted().filter(|member| !without.contains(&&*member.key));
            let members = members.map(|member| (member.key.to_string(), print(&member.value, depth + 1, &[])));
            object(&mut text, depth, members);
        }
    }
    text
}

fn object(text: &mut String, depth: usize, members: impl Iterator<Item = (String, String)>) {
    let indent = "  ".repeat(depth + 1);
    let members: Vec<String> = members.map(|(key, value)| format!("{indent}{}: {value}", quoted(&key))).collect();
    if members.is_empty() {
        text.push_str("{}");
        return;
    }
    let _ = write!(text, "{{\n{}\n{}}}", members.join(",\n"), "  ".repeat(depth));
}
