//! The events of a streamed answer: the spec's own example, else pieces made from the schema of an event.

use serde_json::{Value, json};

use super::adapt::{adapt, structured};
use super::answer::{example, is_json, success};
use super::document::Document;
use super::route::Match;
use super::synthesize::{Extent, Synthesizer};
use super::words;

/// What ends a stream of the chat API and its kin.
const DONE: &str = "data: [DONE]\n\n";
/// How many words a piece of text has.
const WORDS: usize = 2;
/// How many events stand for a stream of which nothing else is known.
const UNKNOWN: usize = 3;

/// The events, each with the empty line behind it.
pub(super) fn events(document: &Document, found: &Match<'_>, media: &Value, request: Option<&Value>) -> Vec<String> {
    let written = example(document, media).filter(|_| structured(request).is_none()).and_then(Value::as_str);
    if let Some(text) = written {
        return from_example(text, found, request);
    }
    let synthesizer = Synthesizer { document, extent: Extent::Usual };
    let named = found.route.events.as_deref().and_then(|events| document.target(events));
    let schema = named.or_else(|| media.get("schema")).or_else(|| media.get("itemSchema"));
    let Some(mut base) = schema.and_then(|schema| synthesizer.value(schema)) else { return Vec::new() };
    adapt(&mut base, found, request);
    let text = structured(request).unwrap_or_else(|| words::SENTENCE.to_owned());
    let usage = wants_usage(request).then(|| usage(document, found)).flatten();
    match base.pointer("/choices/0") {
        Some(choice) if choice.get("delta").is_some() || choice.get("text").is_some() => chunks(&base, &text, usage),
        _ => vec![frame(&base); UNKNOWN],
    }
}

/// An example's own events; the one that only counts tokens goes only to who asked for it.
fn from_example(text: &str, found: &Match<'_>, request: Option<&Value>) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    let events = text.split("\n\n").map(str::trim).filter(|event| !event.is_empty());
    let adapted = events.filter_map(|event| {
        let data = event.strip_prefix("data: ").and_then(|data| serde_json::from_str::<Value>(data).ok());
        let Some(mut data) = data else { return Some(format!("{event}\n\n")) };
        let counts = data.get("choices") == Some(&json!([])) && data.get("usage").is_some_and(Value::is_object);
        if counts && !wants_usage(request) {
            return None;
        }
        adapt(&mut data, found, request);
        Some(frame(&data))
    });
    adapted.collect()
}

fn wants_usage(request: Option<&Value>) -> bool {
    request.and_then(|request| request.pointer("/stream_options/include_usage")) == Some(&Value::Bool(true))
}

/// The usage that the same operation reports when it does not stream.
fn usage(document: &Document, found: &Match<'_>) -> Option<Value> {
    let operation = document.operation(&found.route.method, &found.route.path)?;
    let (_, response) = success(document, operation)?;
    let (_, media) = response.get("content")?.as_object()?.iter().find(|(name, _)| is_json(name))?;
    let synthesizer = Synthesizer { document, extent: Extent::Usual };
    let answer = example(document, media).cloned().or_else(|| synthesizer.value(media.get("schema")?))?;
    answer.get("usage").filter(|usage| usage.is_object()).cloned()
}

/// One event for the role, several for the text, one for the reason of the end, and the usage where it was asked for.
fn chunks(base: &Value, text: &str, usage: Option<Value>) -> Vec<String> {
    let chat = base.pointer("/choices/0/delta").is_some();
    let mut base = base.clone();
    if let Some(object) = base.as_object_mut() {
        object.remove("usage");
    }
    let piece = |said: Option<&str>, reason: Option<&str>| {
        let mut chunk = base.clone();
        if let Some(choice) = chunk.pointer_mut("/choices/0").and_then(Value::as_object_mut) {
            if chat {
                choice.insert("delta".to_owned(), said.map_or_else(|| json!({}), |said| json!({ "content": said })));
            } else {
                choice.insert("text".to_owned(), json!(said.unwrap_or_default()));
            }
            choice.insert("finish_reason".to_owned(), json!(reason));
        }
        chunk
    };
    let mut frames = Vec::new();
    if chat {
        let mut first = piece(Some(""), None);
        if let Some(delta) = first.pointer_mut("/choices/0/delta").and_then(Value::as_object_mut) {
            delta.insert("role".to_owned(), json!("assistant"));
        }
        frames.push(frame(&first));
    }
    let words: Vec<&str> = text.split_inclusive(' ').collect();
    frames.extend(words.chunks(WORDS).map(|words| frame(&piece(Some(&words.concat()), None))));
    frames.push(frame(&piece(None, Some("stop"))));
    if let Some(usage) = usage {
        let mut last = base.clone();
        if let Some(object) = last.as_object_mut() {
            object.insert("choices".to_owned(), json!([]));
            object.insert("usage".to_owned(), usage);
        }
        frames.push(frame(&last));
    }
    frames.push(DONE.to_owned());
    frames
}

fn frame(value: &Value) -> String {
    format!("data: {value}\n\n")
}
