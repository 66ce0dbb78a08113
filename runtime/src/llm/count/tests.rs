#![allow(clippy::unwrap_used)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::*;

const CHAT: &str = "/openai/deployments/gpt-4o/chat/completions";

fn counted(body: &Value, path: &str) -> Count {
    let body = body.to_string();
    count(body.as_bytes(), &model(body.as_bytes(), path))
}

fn text(text: &str) -> u64 {
    Encoding::O200k.count(text)
}

#[test]
fn a_chat_is_its_texts_and_three_for_each_message_and_for_the_answer() {
    let body = json!({ "messages": [
        { "role": "system", "content": "Be brief." },
        { "role": "user", "name": "ann", "content": "Which plans has the library?" },
    ], "user": "not counted", "temperature": 1 });
    let roles = text("system") + text("user");
    let texts = text("Be brief.") + text("Which plans has the library?") + text("ann") + 1;
    assert_eq!(counted(&body, CHAT), Count::both(3 + 2 * 3 + roles + texts));
    // A chat that is sent again with one turn more costs that turn more.
    let longer = json!({ "messages": [
        { "role": "system", "content": "Be brief." },
        { "role": "user", "name": "ann", "content": "Which plans has the library?" },
        { "role": "assistant", "content": "Three." },
    ] });
    let turn = 3 + text("assistant") + text("Three.");
    assert_eq!(counted(&longer, CHAT).tokens - counted(&body, CHAT).tokens, turn);
}

#[cfg(feature = "bpe")]
#[test]
fn the_published_example_comes_to_what_the_models_say() {
    // The messages of OpenAI's guide on counting tokens, and what its models reported for them.
    let lines = [
        (
            "system",
            None,
            "You are a helpful, pattern-following assistant that translates corporate jargon into plain English.",
        ),
        ("system", Some("example_user"), "New synergies will help drive top-line growth."),
        ("system", Some("example_assistant"), "Things working well together will increase revenue."),
        (
            "system",
            Some("example_user"),
            "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.",
        ),
        ("system", Some("example_assistant"), "Let's talk later when we're less busy about how to do better."),
        ("user", None, "This late pivot means we don't have time to boil the ocean for the client deliverable."),
    ];
    let messages: Vec<Value> = lines
        .iter()
        .map(|(role, name, content)| match name {
            Some(name) => json!({ "role": role, "name": name, "content": content }),
            None => json!({ "role": role, "content": content }),
        })
        .collect();
    for (model, reported) in [("gpt-4o", 124), ("gpt-4o-mini", 124), ("gpt-4", 129), ("gpt-3.5-turbo", 129)] {
        assert_eq!(counted(&json!({ "model": model, "messages": messages }), "").tokens, reported, "{model}");
    }
}

#[test]
fn each_dialect_is_counted_by_its_texts() {
    let hello = text("Hello there.");
    let user = 3 + text("user");
    for (path, body, tokens) in [
        (
            "/v1/messages",
            json!({ "model": "claude-x", "system": "Hello there.", "messages": [
            { "role": "user", "content": [{ "type": "text", "text": "Hello there." }] }] }),
            4 + hello + user + hello + 3,
        ),
        ("/v1/responses", json!({ "model": "gpt-4o", "input": "Hello there." }), hello),
        (
            "/v1/responses",
            json!({ "model": "gpt-4o", "instructions": "Hello there.", "input": [
            { "role": "user", "content": [{ "type": "input_text", "text": "Hello there." }] }] }),
            4 + hello + user + hello + 3,
        ),
        (
            "/v1beta/models/gemini-x:generateContent",
            json!({ "contents": [
            { "role": "user", "parts": [{ "text": "Hello there." }] }] }),
            user + hello + 3,
        ),
        (
            "/v1/embeddings",
            json!({ "model": "text-embedding-x", "input": ["Hello there.", "Hello there."] }),
            2 * hello,
        ),
        ("/v1/embeddings", json!({ "input": [[1, 2, 3], [4]] }), 4),
        ("/v1/completions", json!({ "prompt": "Hello there.", "max_tokens": 5 }), hello),
    ] {
        assert_eq!(counted(&body, path).tokens, tokens, "{path} {body}");
    }
}

#[test]
fn images_and_sound_are_never_counted_as_text() {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x02\0".to_vec();
    png.resize(300_000, 7);
    let png = format!("data:image/png;base64,{}", STANDARD.encode(&png));
    let chat = |part: Value| json!({ "messages": [{ "role": "user", "content": [part] }] });
    let around = 3 + 3 + text("user");
    for (part, tokens) in [
        (json!({ "type": "image_url", "image_url": { "url": png, "detail": "high" } }), 255),
        (json!({ "type": "image_url", "image_url": { "url": png, "detail": "low" } }), 85),
        (json!({ "type": "input_image", "image_url": png, "detail": "low" }), 85),
        (
            json!({ "type": "input_audio", "input_audio": { "format": "mp3", "data": STANDARD.encode([&b"ID3"[..], &[1; 7994]].concat()) } }),
            10,
        ),
    ] {
        assert_eq!(counted(&chat(part.clone()), CHAT).tokens, around + tokens, "{}", part["type"]);
    }
    let elsewhere =
        counted(&chat(json!({ "type": "image_url", "image_url": { "url": "https://town.test/a.png" } })), CHAT);
    assert_eq!(elsewhere, Count { tokens: around + 765, most: around + IMAGE });
}

#[test]
fn functions_count_by_their_parts_and_at_most_by_all_that_is_written() {
    let tools = json!([{ "type": "function", "function": { "name": "find", "description": "Finds a book.", "parameters": {
        "type": "object", "properties": { "title": { "type": "string", "description": "Its title." },
        "kind": { "type": "string", "enum": ["paper", "film"] } } } } }]);
    let found = counted(&json!({ "messages": [], "tools": tools }), CHAT);
    let lines = text("find:Finds a book") + text("title:string:Its title") + text("kind:string:");
    let choices = text("paper") + text("film");
    assert_eq!(found.tokens, 3 + 12 + 7 + 3 + 2 * 3 - 3 + 2 * 3 + lines + choices);
    assert!(found.most >= found.tokens + 16, "{found:?}");
}

proptest::proptest! {
    #[test]
    fn a_count_is_never_above_the_bound_by_length(content in ".{0,200}", role in "user|system", extra in ".{0,20}") {
        let body = json!({ "messages": [{ "role": role, "content": content, "extra": extra }], "max_tokens": 5 });
        let bound = prompt::read(body.to_string().as_bytes(), CHAT, None).bound;
        proptest::prop_assert!(counted(&body, CHAT).most <= bound);
    }
}
