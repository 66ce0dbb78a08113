//! A record of the log: a call, or a part of a text. One table of members for lines of JSON and for OTLP.

use std::time::SystemTime;

use super::{Call, LlmTexts};
use crate::llm::Redaction;
use crate::telemetry::Context;
use crate::text::{integer, json_string, timestamp};

/// The bytes of a text that one record holds.
const CHUNK: usize = 32 << 10;

/// What the records of one call have in common.
#[derive(Debug, Clone)]
pub(crate) struct About {
    pub(crate) time: SystemTime,
    pub(crate) context: Option<Context>,
    pub(crate) request_id: String,
    pub(crate) api: &'static str,
    pub(crate) operation: &'static str,
}

/// The value of a member.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(String),
    Name(&'static str),
    Count(u64),
    /// Written as a number with decimals.
    Decimal(String),
    Is(bool),
}

/// A record.
#[derive(Debug)]
pub(crate) struct Entry {
    /// `llm-call`, `llm-prompt` or `llm-completion`.
    pub(crate) kind: &'static str,
    pub(crate) about: About,
    pub(crate) members: Vec<(&'static str, Value)>,
    /// Of a part of a text.
    pub(crate) text: Option<String>,
}

impl Entry {
    /// Writes it as a line: an object of JSON (RFC 8259).
    pub(super) fn line(&self, to: &mut String) {
        to.push_str("{\"record\":\"");
        to.push_str(self.kind);
        to.push_str("\",\"time\":\"");
        timestamp(to, self.about.time);
        to.push('"');
        if let Some(context) = &self.about.context {
            to.push_str(",\"trace_id\":\"");
            context.write_trace(to);
            to.push('"');
        }
        let About { request_id, api, operation, .. } = &self.about;
        for (name, value) in [("request_id", &**request_id), ("api", api), ("operation", operation)] {
            member(to, name);
            json_string(to, value);
        }
        for (name, value) in &self.members {
            member(to, name);
            match value {
                Value::Text(text) => json_string(to, text),
                Value::Name(name) => json_string(to, name),
                Value::Count(count) => integer(to, *count),
                Value::Decimal(number) => to.push_str(number),
                Value::Is(is) => to.push_str(if *is { "true" } else { "false" }),
            }
        }
        if let Some(text) = &self.text {
            member(to, "text");
            json_string(to, text);
        }
        to.push_str("}\n");
    }
}

fn member(to: &mut String, name: &str) {
    to.push_str(",\"");
    to.push_str(name);
    to.push_str("\":");
}

/// The records of a call: its own, then those of its texts without what `redaction` takes out.
pub(super) fn entries<'r>(call: Call, redaction: impl Fn(&LlmTexts) -> Redaction<'r>) -> Vec<Entry> {
    let Call { mut entry, texts, prompt, delivered } = call;
    let mut parts = Parts { about: entry.about.clone(), entries: Vec::new() };
    if let (Some(texts), Some(prompt)) = (texts, prompt) {
        let text = redaction(texts).body(&prompt);
        let whole = text.len() <= texts.prompts;
        let text = &text[..text.floor_char_boundary(texts.prompts)];
        entry.members.push(("prompt_chunks", parts.add("llm-prompt", None, text)));
        entry.members.extend((!whole).then_some(("prompt_cut", Value::Is(true))));
    }
    if let Some(delivered) = delivered {
        let completion = delivered.completion();
        // Both stand behind the model that was asked.
        entry.members.extend(completion.model.map(|model| ("answered_model", Value::Text(model))));
        entry.members.extend(completion.finish.map(|finish| ("finish_reason", Value::Text(finish))));
        if let Some(texts) = texts.filter(|texts| texts.completions > 0) {
            let (mut left, mut whole, mut chunks) = (texts.completions, completion.whole, 0);
            for (part, (name, text)) in completion.texts.iter().enumerate() {
                let text = &redaction(texts).nested(text);
                let (told, all) = redaction(texts).text(text, left);
                left = left.saturating_sub(text.len());
                whole &= all;
                if let Value::Count(more) = parts.add("llm-completion", Some((part as u64, name)), &told) {
                    chunks += more;
                }
            }
            entry.members.push(("completion_chunks", Value::Count(chunks)));
            entry.members.extend((!whole).then_some(("completion_cut", Value::Is(true))));
        }
    }
    let mut entries = vec![entry];
    entries.append(&mut parts.entries);
    entries
}

/// The records of a call's texts.
struct Parts {
    about: About,
    entries: Vec<Entry>,
}

impl Parts {
    /// Adds a text, in parts that are no longer than a record may be; gives their number. No character is divided.
    fn add(&mut self, kind: &'static str, part: Option<(u64, &'static str)>, text: &str) -> Value {
        let mut rest = text;
        let mut sequence = 0;
        while !rest.is_empty() {
            let (chunk, further) = rest.split_at(rest.floor_char_boundary(CHUNK));
            let mut members = Vec::new();
            if let Some((part, member)) = part {
                members.extend([("part", Value::Count(part)), ("member", Value::Name(member))]);
            }
            members.extend([("sequence", Value::Count(sequence)), ("last", Value::Is(further.is_empty()))]);
            self.entries.push(Entry { kind, about: self.about.clone(), members, text: Some(chunk.to_owned()) });
            rest = further;
            sequence += 1;
        }
        Value::Count(sequence)
    }
}
