//! Brings an answer close to its request: what the caller named is what the answer names.

use serde_json::{Value, json};

use super::document::Document;
use super::route::Match;
use super::synthesize::{Extent, Synthesizer};

/// Puts the request's model, or the deployment in its path, and the id of what was asked for into an answer that has
/// members of these names.
pub(super) fn adapt(answer: &mut Value, found: &Match<'_>, request: Option<&Value>) {
    if let Some(text) = structured(request) {
        for choice in answer.get_mut("choices").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(content) = choice.pointer_mut("/message/content") {
                *content = Value::String(text.clone());
            }
        }
    }
    let model = request.and_then(|request| request.get("model")?.as_str()).map(str::to_owned);
    let model = model.or_else(|| {
        let parameter = found.parameters.iter().find(|(name, _)| name.contains("deployment") || *name == "model");
        parameter.map(|(_, value)| value.clone())
    });
    let mut put = |name: &str, value: &str| {
        if let Some(member @ Value::String(_)) = answer.get_mut(name) {
            *member = json!(value);
        }
    };
    if let Some(model) = model {
        put("model", &model);
    }
    if found.route.path.ends_with('}')
        && let Some((_, id)) = found.parameters.last()
    {
        put("id", id);
    }
}

/// The text of an answer whose form the request prescribes: `response_format` with a schema, or any JSON object.
pub(super) fn structured(request: Option<&Value>) -> Option<String> {
    let format = request?.get("response_format")?;
    match format.get("type")?.as_str()? {
        "json_object" => Some(json!({ "mock": true }).to_string()),
        "json_schema" => {
            let schema = format.pointer("/json_schema/schema")?;
            // References in it are relative to it.
            let document = Document::of(schema.clone());
            let synthesizer = Synthesizer { document: &document, extent: Extent::Usual };
            Some(synthesizer.value(schema)?.to_string())
        }
        _ => None,
    }
}
