//! Which model a call is for.

use std::borrow::Cow;

use crate::json::view;
use crate::text::percent_decoded;

/// What a call says of its model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Called<'c> {
    /// Nothing.
    Nothing,
    /// One name.
    Model(Cow<'c, str>),
    /// Several, of which a backend may take any.
    Several,
}

/// The model by the path, where it names a deployment or a model, since backends then don't look at the body; else by the member
/// `model` of the body.
pub(crate) fn called<'c>(path: &'c str, body: Option<&'c [u8]>) -> Called<'c> {
    if let Some(model) = of_path(path) {
        return Called::Model(model);
    }
    let mut found = Called::Nothing;
    let _ = view::each_member(body.unwrap_or_default(), |name, value| {
        let name = view::decoded(name);
        if !name.eq_ignore_ascii_case("model") {
            return;
        }
        // Some backends read names without regard to case.
        if *name != *"model" {
            found = Called::Several;
            return;
        }
        found = match (&found, view::string(value)) {
            (Called::Nothing, Some(model)) => Called::Model(model),
            (Called::Model(known), Some(model)) if *known == model => return,
            (Called::Nothing, None) => return,
            _ => Called::Several,
        };
    });
    found
}

/// The model that a path names: `/deployments/NAME/…` as Azure OpenAI has it, `/models/NAME:verb` as Gemini has it,
/// `/model/NAME/converse` as Bedrock has it.
fn of_path(path: &str) -> Option<Cow<'_, str>> {
    let mut segments = path.split('/').peekable();
    while let Some(segment) = segments.next() {
        let next = *segments.peek()?;
        let name = match segment {
            "deployments" => Some(next),
            "models" => next.split_once(':').map(|(name, _)| name),
            "model" => {
                let mut behind = segments.clone().skip(1);
                let verb = behind.next().unwrap_or_default();
                (verb.starts_with("converse") || verb.starts_with("invoke")).then_some(next)
            }
            _ => None,
        };
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            return percent_decoded(name);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_bodies_name_models() {
        let model = |name: &'static str| Called::Model(name.into());
        for (path, body, expected) in [
            ("/chat/completions", r#"{"model":"a","messages":[]}"#, model("a")),
            ("/chat/completions", r#"{"mod\u0065l":"\u0061"}"#, model("a")),
            ("/chat/completions", r#"{"model":"a","model":"b"}"#, Called::Several),
            ("/chat/completions", r#"{"model":"a","model":"a"}"#, model("a")),
            ("/chat/completions", r#"{"model":5}"#, Called::Nothing),
            ("/chat/completions", "no JSON", Called::Nothing),
            ("/openai/deployments/my%20one/chat/completions", r#"{"model":"cheap"}"#, model("my one")),
            ("/v1beta/models/gemini-2.0:generateContent", "{}", model("gemini-2.0")),
            ("/models/chat/completions", r#"{"model":"a"}"#, model("a")),
            ("/model/anthropic.claude-v2%3A1/converse-stream", "{}", model("anthropic.claude-v2:1")),
            ("/model/a", "{}", Called::Nothing),
        ] {
            assert_eq!(called(path, Some(body.as_bytes())), expected, "{path} {body}");
        }
        assert_eq!(called("/chat", None), Called::Nothing);
    }
}
