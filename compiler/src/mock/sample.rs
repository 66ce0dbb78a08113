//! A request that a gateway takes, to be pasted: of the operation that shows most.

use serde_json::{Value, json};

use super::answer::{example, is_json};
use super::document::Document;
use super::synthesize::{Extent, Synthesizer};
use crate::compile::Compiled;
use crate::gateway::{Api, ContentKind, Location, Operation, ParameterKind, Prefix, Presence, Streaming, Style};
use crate::policy::model;

/// A request without host and key.
#[derive(Clone, Debug)]
pub struct Sample<'c> {
    /// The API that takes it.
    pub api: &'c Api,
    /// In upper case.
    pub method: String,
    /// The public path with its query.
    pub path: String,
    /// The JSON body, if there is one.
    pub body: Option<Value>,
    /// The same body as it asks for a stream, if the operation can stream.
    pub streamed: Option<Value>,
}

/// The request that shows most of a gateway: chat before other streams, streams before other JSON, and any operation
/// before none.
#[must_use]
pub fn sample(compiled: &Compiled) -> Option<Sample<'_>> {
    let all = compiled.gateway.apis.iter().flat_map(|api| api.operations.iter().map(move |operation| (api, operation)));
    let mut ranked: Vec<_> = all.filter_map(|(api, operation)| Some((rank(operation)?, api, operation))).collect();
    ranked.sort_by_key(|(rank, _, _)| *rank);
    ranked.into_iter().find_map(|(_, api, operation)| of(compiled, api, operation))
}

/// What is shown first has the least rank; a form is no single line to paste.
fn rank(operation: &Operation) -> Option<u8> {
    let streams = !matches!(operation.streaming, Streaming::Never);
    let post = operation.method == "POST";
    let json = operation.body.contents.iter().any(|content| matches!(content.kind, ContentKind::Json(_)));
    match json {
        true if post && streams && operation.path.contains("chat") => Some(0),
        true if post && streams => Some(1),
        true if post => Some(2),
        true => Some(3),
        false => (!operation.body.required).then_some(4),
    }
}

fn of<'c>(compiled: &'c Compiled, api: &'c Api, operation: &Operation) -> Option<Sample<'c>> {
    let said = compiled.file.apis.get(&api.name);
    let Some(node) = compiled.documents.get(&api.name) else {
        let path = format!("{}/hello", api.prefix);
        return Some(Sample { api, method: "GET".to_owned(), path, body: None, streamed: None });
    };
    let document = Document::new(node);
    let path = path(&document, api, operation, said)?;
    let declared = document.operation(&operation.method, &operation.written)?;
    let body = body(&document, declared);
    let streamed = match (&operation.streaming, &body) {
        (Streaming::Never, _) | (_, None) => None,
        (Streaming::When(member), Some(body)) if !member.contains('/') => Some(with(body, member)),
        (_, Some(body)) => Some(with(body, "stream")),
    };
    Some(Sample { api, method: operation.method.clone(), path, body, streamed })
}

fn with(body: &Value, member: &str) -> Value {
    let mut body = body.clone();
    if let Some(object) = body.as_object_mut() {
        object.insert(member.to_owned(), json!(true));
    }
    body
}

fn body(document: &Document, operation: &Value) -> Option<Value> {
    let content = document.follow(operation.get("requestBody")?)?.get("content")?.as_object()?;
    let (_, media) = content.iter().find(|(name, _)| is_json(name))?;
    let synthesizer = Synthesizer { document, extent: Extent::Required };
    example(document, media).cloned().or_else(|| synthesizer.value(media.get("schema")?))
}

/// The path with its parameters filled in, and the query parameters that must be there.
fn path(document: &Document, api: &Api, operation: &Operation, said: Option<&model::Api>) -> Option<String> {
    let declared = document.parameters(&operation.method, &operation.written);
    let mut path = operation.path.clone();
    let mut query = Vec::new();
    for parameter in &operation.parameters {
        let value = || {
            let value = value(document, api, parameter, said, &declared)?;
            Some(encode(&value))
        };
        match (parameter.location, &parameter.presence) {
            (Location::Path, _) if !is_text(&parameter.kind) => return None,
            (Location::Path, _) => path = path.replace(&format!("{{{}}}", parameter.name), &value()?),
            // What is more than one text is no single line to paste either.
            (Location::Query, Presence::Required) if !is_text(&parameter.kind) => return None,
            (Location::Query, Presence::Required) => query.push(format!("{}={}", encode(&parameter.name), value()?)),
            (Location::Header | Location::Cookie, Presence::Required) => return None,
            _ => {}
        }
    }
    let separator = if path.contains('?') { "&" } else { "?" };
    let query = if query.is_empty() { String::new() } else { format!("{separator}{}", query.join("&")) };
    Some(format!("{}{path}{query}", api.prefix))
}

fn is_text(kind: &ParameterKind) -> bool {
    match kind {
        ParameterKind::Checked { prefix, style, .. } => (*prefix, style) == (Prefix::None, &Style::Text),
        ParameterKind::QueryForm { .. } | ParameterKind::QueryJson(_) => false,
        _ => true,
    }
}

/// What the gateway file allows first, an example, or what the schema allows.
fn value(
    document: &Document,
    api: &Api,
    parameter: &crate::gateway::Parameter,
    said: Option<&model::Api>,
    declared: &[&Value],
) -> Option<String> {
    let allowed = said.and_then(|said| said.parameters.get(&parameter.name)?.allow.as_ref()?.first());
    if let Some(allowed) = allowed {
        return Some(allowed.value.clone());
    }
    if let ParameterKind::Choice(ident) = &parameter.kind {
        let choice = api.choices.iter().find(|choice| choice.ident == *ident)?;
        return choice.variants.first().map(|(_, value)| value.clone());
    }
    let declared = declared.iter().find(|one| one.get("name").and_then(Value::as_str) == Some(&parameter.name))?;
    let synthesizer = Synthesizer { document, extent: Extent::Required };
    let value = example(document, declared).cloned().or_else(|| synthesizer.value(declared.get("schema")?))?;
    Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

/// Percent-encodes everything but the unreserved characters of RFC 3986 section 2.3.
fn encode(text: &str) -> String {
    let encoded = text.bytes().map(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    encoded.collect()
}
