//! Examples of answers, for gateways that answer with them themselves.

use std::collections::BTreeMap;

use serde_json::Value;

use super::answer::{essence, is_json};
use super::document::Document;
use super::synthesize::{Extent, Synthesizer};
use crate::gateway::{Api, Example, Gateway};
use crate::source::Node;

/// Fills in the examples that policies of the gateway answer with: the document's own, else one made from the schema.
pub fn examples(gateway: &mut Gateway, documents: &BTreeMap<String, Node>) {
    for api in &mut gateway.apis {
        let wanted = api.operations.iter().flat_map(|operation| &operation.answers).any(|answer| answer.wants_examples);
        if let Some(node) = documents.get(&api.name).filter(|_| wanted) {
            of_api(api, &Document::new(node));
        }
    }
}

fn of_api(api: &mut Api, document: &Document) {
    for operation in &mut api.operations {
        let Some(declared) = document.operation(&operation.method, &operation.written) else { continue };
        let Some(responses) = declared.get("responses").and_then(Value::as_object) else { continue };
        for answer in operation.answers.iter_mut().filter(|answer| answer.wants_examples) {
            let found = responses.iter().find(|(status, _)| status.eq_ignore_ascii_case(&answer.status));
            let response = found.and_then(|(_, response)| document.follow(response));
            let content = response.and_then(|response| response.get("content")).and_then(Value::as_object);
            answer.examples =
                content.into_iter().flatten().flat_map(|(name, media)| of_media(document, name, media)).collect();
        }
    }
}

fn of_media(document: &Document, name: &str, media: &Value) -> Vec<Example> {
    let several = media.get("examples").and_then(Value::as_object).into_iter().flat_map(|named| named.values());
    let several = several.filter_map(|named| document.follow(named)?.get("value"));
    let mut values: Vec<Value> = media.get("example").into_iter().chain(several).cloned().collect();
    if values.is_empty() {
        let synthesizer = Synthesizer { document, extent: Extent::Usual };
        values.extend(media.get("schema").and_then(|schema| synthesizer.value(schema)));
    }
    let example = |value: Value| {
        let body = match value {
            Value::String(text) if !is_json(name) => text,
            value => value.to_string(),
        };
        Example { media_type: essence(name).to_ascii_lowercase(), body }
    };
    values.into_iter().map(example).collect()
}
