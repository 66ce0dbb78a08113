//! Which model a call asks.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::json::view;

/// The longest name of a model that is told.
const LONGEST: usize = 128;
/// Of how many members of this name it is asked where they stand, before all of the body is read.
const TRIES: usize = 4;

static MODEL: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(b"\"model\""));
static ESCAPE: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(b"\\u"));

/// The model that is asked: as the body says, or the path.
pub(crate) fn model(path: &str, body: Option<&[u8]>) -> Option<String> {
    let said = body.and_then(named).and_then(|said| serde_json::from_slice::<String>(said).ok());
    said.or_else(|| in_path(path).map(str::to_owned)).filter(|name| name.len() <= LONGEST)
}

/// The segment behind one that says that there is a model, without the method that a colon begins.
fn in_path(path: &str) -> Option<&str> {
    let rest = memchr::memchr_iter(b'/', path.as_bytes()).find_map(|at| {
        let segments = &path[at + 1..];
        segments.strip_prefix("deployments").or_else(|| segments.strip_prefix("models"))?.strip_prefix('/')
    });
    rest?.split(['/', ':']).next().filter(|name| !name.is_empty())
}

/// The member `model` of a body. Most bodies have it first, last or not at all: to search for its name costs a fraction of reading
/// all that stands before it.
fn named(body: &[u8]) -> Option<&[u8]> {
    // Behind a backslash it is a quote within a string.
    let begins = |at: &usize| at.checked_sub(1).and_then(|before| body.get(before)) != Some(&b'\\');
    let mut ends = MODEL.find_iter(body).filter(begins).map(|at| at + MODEL.needle().len()).fuse().peekable();
    // An escape might write the name otherwise, and the first of several counts.
    if ends.peek().is_none_or(|first| *first > body.len() / 2) && ESCAPE.find(body).is_none() {
        let found = ends.by_ref().take(TRIES).find_map(|end| view::outermost(body, end));
        if found.is_some() || ends.next().is_none() {
            return found;
        }
    }
    view::member(body, "model")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_told_from_other_members_of_its_name() {
        let messages = r#"[{"role":"user","content":"Which \"model\": are you?"}]"#;
        for (body, name) in [
            (format!(r#"{{"messages":{messages},"model":"gpt-4o","stop":["}}"],"n":1}}"#), Some("gpt-4o")),
            (format!(r#"{{"messages":{messages}, "model" : "gpt-4o" }} "#), Some("gpt-4o")),
            (format!(r#"{{"model":"gpt-4o","messages":{messages}}}"#), Some("gpt-4o")),
            (format!(r#"{{"messages":{messages},"tools":[{{"model":"not"}}],"model":"gpt-4o"}}"#), Some("gpt-4o")),
            (format!(r#"{{"messages":{messages},"tools":[{{"model":"not"}}],"user":"model"}}"#), None),
            (format!(r#"{{"metadata":{{"model":"not"}},"model":"gpt-4o","messages":{messages}}}"#), Some("gpt-4o")),
            (format!(r#"{{"messages":{messages},"metadata":{{"model":"not"}}}}"#), None),
            (
                format!(r#"{{"messages":{messages},"t":[{}],"model":"gpt-4o"}}"#, [r#"{"model":1}"#; 9].join(",")),
                Some("gpt-4o"),
            ),
            (format!(r#"[{{"messages":{messages},"model":"not"}}]"#), None),
            (format!(r#"{{"messages":{messages},"x\"model":"not","model":"gpt-4o"}}"#), Some("gpt-4o")),
            (format!(r#"{{"mod\u0065l":"gpt-4o","messages":{messages},"model":"not"}}"#), Some("gpt-4o")),
        ] {
            assert_eq!(model("/v1/chat/completions", Some(body.as_bytes())).as_deref(), name, "{body}");
        }
    }

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
