//! Which model a call asks.

use memchr::memmem;

use crate::json::view;

/// The longest name of a model that is told.
const LONGEST: usize = 128;

/// The model that is asked: as the body says, or the path.
pub(crate) fn model(path: &str, body: Option<&[u8]>) -> Option<String> {
    let said = body.filter(|body| may_name(body)).and_then(|body| view::member(body, "model"));
    let said = said.and_then(|said| serde_json::from_slice::<String>(said).ok());
    let in_path = || {
        let mut segments = path.split('/');
        segments.find(|segment| matches!(*segment, "deployments" | "models"))?;
        let name = segments.next()?.split(':').next()?;
        (!name.is_empty()).then(|| name.to_owned())
    };
    said.or_else(in_path).filter(|name| name.len() <= LONGEST)
}

/// Whether a body may have such a member: to search for it costs a fraction of reading all that stands before it. An escape might
/// write its name otherwise.
fn may_name(body: &[u8]) -> bool {
    memmem::find(body, b"\"model\"").is_some() || memmem::find(body, b"\\u").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_in_the_body_or_in_the_path() {
        for (path, body, name) in [
            ("/v1/chat/completions", Some(r#"{"model":"gpt-4o"}"#), Some("gpt-4o")),
            ("/openai/deployments/mini/chat/completions", Some("{}"), Some("mini")),
            ("/v1beta/models/gemini-2.5-flash:generateContent", None, Some("gemini-2.5-flash")),
            ("/v1/models", None, None),
            ("/v1/chat/completions", Some(r#"{"model":5}"#), None),
            ("/v1/chat/completions", Some(r#"{"messages":[{"model":"not"}],"mod\u0065l":"gpt-4o"}"#), Some("gpt-4o")),
        ] {
            assert_eq!(model(path, body.map(str::as_bytes)).as_deref(), name, "{path}");
        }
    }
}
