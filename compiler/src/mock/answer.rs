//! The answer to one request: which response of the spec, in which media type, from an example or a schema.

use serde_json::Value;

use super::adapt::adapt;
use super::document::Document;
use super::route::{Match, Routes};
use super::stream;
use super::synthesize::{Extent, Synthesizer};

/// A request, as far as an answer depends on it.
#[derive(Debug)]
pub(super) struct Request<'r> {
    /// In upper case.
    pub(super) method: &'r str,
    /// Below the API's base.
    pub(super) path: &'r str,
    /// The `accept` header; empty where there is none.
    pub(super) accept: &'r str,
    pub(super) body: &'r [u8],
}

/// An answer.
#[derive(Debug, PartialEq)]
pub(super) enum Answer {
    /// At once.
    Whole { status: u16, media_type: String, body: Vec<u8> },
    /// Piece by piece: each a whole event with the empty line behind it.
    Stream(Vec<String>),
}

impl Answer {
    pub(super) fn json(status: u16, value: &Value) -> Self {
        let body = line(value);
        Self::Whole { status, media_type: "application/json".to_owned(), body }
    }
}

/// What an operation gets; `None` where no operation has this method and path.
pub(super) fn answer(routes: &Routes, request: &Request<'_>) -> Option<Answer> {
    let found = routes.find(request.method, request.path)?;
    let document = &routes.document;
    let json: Option<Value> = serde_json::from_slice(request.body).ok();
    let operation = document.operation(&found.route.method, &found.route.path)?;
    let Some((status, response)) = success(document, operation) else {
        return Some(Answer::Whole { status: 200, media_type: "text/plain".to_owned(), body: Vec::new() });
    };
    let content: Vec<(&str, &Value)> = response
        .get("content")
        .and_then(Value::as_object)
        .map(|content| content.iter().map(|(name, media)| (name.as_str(), media)).collect())
        .unwrap_or_default();
    let is_stream = |name: &str| name.starts_with("text/event-stream");
    let asked = found.route.stream_when.as_ref().is_some_and(|member| {
        json.as_ref().and_then(|json| json.pointer(&format!("/{member}"))) == Some(&Value::Bool(true))
            || content.iter().all(|(name, _)| is_stream(name)) && !content.is_empty()
    });
    if asked {
        let media = content.iter().find(|(name, _)| is_stream(name)).or(content.first()).map(|(_, media)| *media);
        let frames = media.map(|media| stream::events(document, &found, media, json.as_ref()));
        return Some(Answer::Stream(frames.unwrap_or_default()));
    }
    let whole: Vec<(&str, &Value)> = content.into_iter().filter(|(name, _)| !is_stream(name)).collect();
    let Some((media_type, media)) = choose(&whole, request) else {
        return Some(Answer::Whole { status, media_type: "text/plain".to_owned(), body: Vec::new() });
    };
    let body = write(document, &found, media_type, media, json.as_ref());
    Some(Answer::Whole { status, media_type: media_type.to_owned(), body })
}

/// The response of the lowest success status, with references followed.
pub(super) fn success<'d>(document: &'d Document, operation: &'d Value) -> Option<(u16, &'d Value)> {
    let responses = operation.get("responses")?.as_object()?;
    // In the order of their text: 200 before 2XX before default.
    let (status, response) = responses.iter().find(|(status, _)| status.starts_with('2') || *status == "default")?;
    Some((status.parse().unwrap_or(200), document.follow(response)?))
}

/// The media type to answer in: what a form asks for as text, what is accepted by name, JSON, or the first.
fn choose<'c>(content: &[(&'c str, &'c Value)], request: &Request<'_>) -> Option<(&'c str, &'c Value)> {
    let named = |wanted: &dyn Fn(&str) -> bool| content.iter().find(|(name, _)| wanted(name)).copied();
    let text = wants_text(request.body).then(|| named(&|name| name.starts_with("text/"))).flatten();
    let accepted = || named(&|name| request.accept.split(',').any(|part| essence(part) == essence(name)));
    text.or_else(accepted).or_else(|| named(&is_json)).or_else(|| content.first().copied())
}

/// Whether a form asks for its answer in something other than JSON: the audio operations do so by a field, not by
/// `accept`.
fn wants_text(body: &[u8]) -> bool {
    const FIELD: &str = "name=\"response_format\"";
    let text = String::from_utf8_lossy(body);
    let value = text.split_once(FIELD).and_then(|(_, rest)| rest.split_once("\r\n\r\n")).map(|(_, value)| value);
    value.and_then(|value| value.split("\r\n").next()).is_some_and(|format| !format.contains("json"))
}

pub(super) fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

pub(super) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence.ends_with("+json")
}

/// The example that stands at a media type.
pub(super) fn example<'d>(document: &'d Document, media: &'d Value) -> Option<&'d Value> {
    let several = || document.follow(media.get("examples")?.as_object()?.values().next()?)?.get("value");
    media.get("example").or_else(several)
}

fn write(document: &Document, found: &Match<'_>, media_type: &str, media: &Value, json: Option<&Value>) -> Vec<u8> {
    let synthesizer = Synthesizer { document, extent: Extent::Usual };
    let made =
        example(document, media).cloned().or_else(|| synthesizer.value(media.get("schema")?)).unwrap_or(Value::Null);
    match made {
        Value::String(text) if !is_json(media_type) => text.into_bytes(),
        mut value => {
            adapt(&mut value, found, json);
            line(&value)
        }
    }
}

/// JSON with a line break behind it: whoever pastes a command sees their prompt on a line of its own.
fn line(value: &Value) -> Vec<u8> {
    format!("{value}\n").into_bytes()
}
