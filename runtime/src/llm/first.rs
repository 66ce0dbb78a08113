//! When a stream's first token has come.

use memchr::memmem;

/// The members of events that hold text of a model: of OpenAI's chat, completions and Responses, of Anthropic's messages, of
/// Gemini.
const NAMES: [&[u8]; 9] = [
    b"content",
    b"text",
    b"delta",
    b"reasoning_content",
    b"reasoning",
    b"thinking",
    b"refusal",
    b"arguments",
    b"partial_json",
];

/// Whether these bytes of a stream hold text of a model: a member of one of the names that is a string, and not an empty one.
/// Within a text its quotes are escaped, so no name is found there.
pub(super) fn holds_text(bytes: &[u8]) -> bool {
    memmem::find_iter(bytes, b"\":").any(|end| {
        let (name, value) = (bytes.get(..end).unwrap_or_default(), bytes.get(end + 2..).unwrap_or_default());
        let name = name.rsplit(|byte| *byte == b'"').next().unwrap_or_default();
        NAMES.contains(&name) && matches!(value.trim_ascii_start(), [b'"', first, ..] if *first != b'"')
    })
}

#[cfg(test)]
mod tests {
    use super::holds_text;

    #[test]
    fn only_events_with_text_hold_it() {
        for (event, holds) in [
            (r#"{"choices":[{"delta":{"role":"assistant","content":""}}]}"#, false),
            (r#"{"choices":[{"delta":{"content":"Hi"}}]}"#, true),
            (r#"{"choices":[{"delta":{"content" : "Hi"}}]}"#, false),
            (r#"{"choices":[{"delta":{"content": "Hi"}}]}"#, true),
            (r#"{"choices":[{"text":"Hi"}]}"#, true),
            (r#"{"choices":[{"delta":{"tool_calls":[{"function":{"name":"f","arguments":""}}]}}]}"#, false),
            (r#"{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"{"}}]}}]}"#, true),
            (r#"{"type":"message_start","message":{"content":[],"usage":{"output_tokens":1}}}"#, false),
            (r#"{"type":"content_block_start","content_block":{"type":"text","text":""}}"#, false),
            (r#"{"type":"content_block_delta","delta":{"type":"text_delta","text":"Hi"}}"#, true),
            (r#"{"type":"response.created","response":{"text":{"format":{"type":"text"}},"output":[]}}"#, false),
            (r#"{"type":"response.output_text.delta","delta":"Hi"}"#, true),
            (r#"{"candidates":[{"content":{"parts":[{"text":"Hi"}]}}]}"#, true),
            (r#"{"name":"a \"text\":\"b"}"#, false),
        ] {
            assert_eq!(holds_text(event.as_bytes()), holds, "{event}");
        }
    }
}
