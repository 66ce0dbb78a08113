//! Parts of a linked gateway as lines for people: policies as the gateway file writes them, scopes, what is read of a call.

use crate::gateway::{
    Api, Argument, Content, ContentKind, Gateway, Given, Operation, Piece, Policy, Scope, SectionKind, Streaming,
    Typed, Words, destinations, pipeline,
};
use crate::policy::catalogue::Form;

/// A policy, and indented below it what stands there.
pub(super) fn lines(policy: &Policy) -> Vec<String> {
    let mut lines = vec![self::policy(policy)];
    for branch in &policy.branches {
        let step = match (&branch.when, policy.entry.form) {
            (Some(when), Form::Loop) => format!("  again while {}", argument(&when.value)),
            (Some(when), _) => format!("  when {}", argument(&when.value)),
            (None, Form::Branches) => "  otherwise".to_owned(),
            (None, _) => String::new(),
        };
        let indent = if step.is_empty() { "  " } else { "    " };
        lines.extend(Some(step).filter(|step| !step.is_empty()));
        let below = branch.policies.iter().flat_map(self::lines);
        lines.extend(below.map(|line| format!("{indent}{line}")));
    }
    lines
}

/// A policy on one line: its name, its id, and the attributes that were written.
pub(super) fn policy(policy: &Policy) -> String {
    let id = policy.id.iter().map(|id| format!("id: {id}"));
    let written: Vec<String> = id.chain(policy.arguments.iter().map(given)).collect();
    if written.is_empty() {
        policy.entry.name.to_owned()
    } else {
        format!("{} {{ {} }}", policy.entry.name, written.join(", "))
    }
}

fn given(given: &Given) -> String {
    format!("{}: {}", given.attribute.name, argument(&given.value))
}

fn argument(value: &Argument) -> String {
    match value {
        Argument::Name(name) | Argument::Backend(name) => text(name),
        Argument::Text(words) => self::words(words),
        Argument::Texts(texts) => format!("[{}]", texts.iter().map(self::words).collect::<Vec<_>>().join(", ")),
        Argument::Choice(word) => (*word).to_owned(),
        Argument::Bool(value) => typed(value, bool::to_string),
        Argument::Integer(value) => typed(value, u64::to_string),
        Argument::Number(value) => typed(value, f64::to_string),
        Argument::Duration(millis) if millis.is_multiple_of(1000) => format!("{}s", millis / 1000),
        Argument::Duration(millis) => format!("{millis}ms"),
        Argument::Size(bytes) => format!("{bytes}B"),
        Argument::Computed(dynamic) => format!("\"${{{}}}\"", dynamic.written.source),
        Argument::Rows(rows) => {
            let row = |(name, row): &(String, Vec<Given>)| match row.as_slice() {
                [] => format!("{name}: ~"),
                [only] => format!("{name}: {}", argument(&only.value)),
                more => format!("{name}: {{ {} }}", more.iter().map(given).collect::<Vec<_>>().join(", ")),
            };
            format!("{{ {} }}", rows.iter().map(row).collect::<Vec<_>>().join(", "))
        }
        Argument::Group(group) => format!("{{ {} }}", group.iter().map(given).collect::<Vec<_>>().join(", ")),
    }
}

fn typed<T>(value: &Typed<T>, literal: impl Fn(&T) -> String) -> String {
    match value {
        Typed::Literal(value) => literal(value),
        Typed::NamedValue(name) => format!("\"{{{{{name}}}}}\""),
    }
}

fn words(words: &Words) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Literal(text) => text.clone(),
        Piece::NamedValue(name) => format!("{{{{{name}}}}}"),
        Piece::Expression(dynamic) => format!("${{{}}}", dynamic.written.source),
    };
    text(&words.0.iter().map(piece).collect::<String>())
}

/// A text, in quotes unless it is a plain word.
fn text(text: &str) -> String {
    let plain = |char: char| char.is_ascii_alphanumeric() || "-_./".contains(char);
    if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { format!("{text:?}") }
}

/// A scope in one or two words.
pub(super) fn scope(scope: &Scope, api: &Api) -> String {
    match scope {
        Scope::Gateway => "gateway".to_owned(),
        Scope::Products => "products".to_owned(),
        Scope::Product(name) => format!("product {name}"),
        Scope::Api => "api".to_owned(),
        Scope::Tag(module) => {
            let tag = api.tags.iter().find(|tag| tag.module == *module);
            format!("tag {}", tag.map_or(module.as_str(), |tag| &tag.name))
        }
        Scope::Operation => "operation".to_owned(),
    }
}

/// What is read of a request, and what is held back for it.
pub(super) fn body(operation: &Operation) -> String {
    match operation.body.contents.as_slice() {
        [] => "streamed through, unread".to_owned(),
        contents => contents.iter().map(content).collect::<Vec<_>>().join("; "),
    }
}

fn content(content: &Content) -> String {
    let done = match &content.kind {
        ContentKind::Unread => "streamed through, unread",
        ContentKind::Json(_) | ContentKind::Text(_) | ContentKind::Form { .. } | ContentKind::Xml { .. } => {
            "buffered, since all of it is checked"
        }
        ContentKind::Range(_) => "buffered and checked where it is JSON or a form",
        ContentKind::Lines(_) => "buffered, since every line is checked",
        ContentKind::Multipart { .. } => "checked field by field, files streamed",
    };
    format!("{} {done}", content.media_type)
}

/// How the answer comes.
pub(super) fn answer(gateway: &Gateway, api: &Api, operation: &Operation) -> String {
    let outbound = pipeline(gateway, api, operation, SectionKind::Outbound);
    if let Some(policy) = outbound.iter().flat_map(|(_, policy)| policy.tree()).find(|policy| policy.holds_answer()) {
        return format!("held back until its end, since `{}` reads all of it", policy.entry.name);
    }
    match &operation.streaming {
        Streaming::Never => "streamed through, unread".to_owned(),
        Streaming::When(member) => {
            format!("events where `/{member}` of the request is true, each passed on as it comes")
        }
        Streaming::Declared => "events, each passed on as it comes".to_owned(),
    }
}

/// The fields of the backends that an operation's calls go to.
pub(super) fn backend(gateway: &Gateway, api: &Api, operation: &Operation) -> String {
    destinations(gateway, api, operation).join(" or ")
}
