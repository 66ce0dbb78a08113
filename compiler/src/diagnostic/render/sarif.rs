//! One SARIF 2.1.0 log, for code scanning.

use serde_json::{Value, json};

use crate::diagnostic::{Code, Diagnostic, Label, Severity};
use crate::source::{COMMAND_LINE, Sources};

pub(super) fn log(all: &[&Diagnostic], sources: &Sources) -> String {
    let mut codes: Vec<Code> = all.iter().map(|diagnostic| diagnostic.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let results: Vec<Value> = all.iter().map(|diagnostic| result(diagnostic, &codes, sources)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "gatewright",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Repair => "note",
    }
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.name(),
        "shortDescription": { "text": code.title() },
        "fullDescription": { "text": code.explanation() },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn result(diagnostic: &Diagnostic, codes: &[Code], sources: &Sources) -> Value {
    let text = match &diagnostic.help {
        Some(help) => format!("{}\nhelp: {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let mut result = json!({
        "ruleId": diagnostic.code.name(),
        "ruleIndex": codes.binary_search(&diagnostic.code).unwrap_or_default(),
        "level": level(diagnostic.code.severity()),
        "message": { "text": text },
        "locations": [location(&diagnostic.primary, sources)],
    });
    if !diagnostic.secondary.is_empty() {
        let related = diagnostic.secondary.iter().map(|label| location(label, sources)).collect();
        result["relatedLocations"] = Value::Array(related);
    }
    result
}

fn location(label: &Label, sources: &Sources) -> Value {
    let span = label.span;
    let name = &sources.file(span.file).name;
    if name == COMMAND_LINE {
        let mut location = json!({ "logicalLocations": [{ "name": name }] });
        spoken(label, &mut location);
        return location;
    }
    let (line, column) = sources.position(span.file, span.start);
    let (end_line, end_column) = sources.position(span.file, span.end);
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(name) },
            "region": { "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column },
        },
    });
    spoken(label, &mut location);
    location
}

/// The words of a label.
fn spoken(label: &Label, location: &mut Value) {
    if !label.text.is_empty() {
        location["message"] = json!({ "text": label.text });
    }
}

/// A relative reference of RFC 3986 from a path.
fn uri(name: &str) -> String {
    let mut uri = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'\\' => uri.push('/'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
