//! Nanoseconds a byte of the JSON checks, beside serde_json on the same body:
//! `cargo run --release --package gatewright-runtime --example json_throughput`.
//!
//! The readers take turns, and the least time of many rounds counts: neighbours on the machine only ever add to it.

use std::hint::black_box;
use std::time::Instant;

use gatewright_runtime::json::{
    Array, Bound, ByMember, ByType, Checked, Json, Literal, Member, Numeric, Object, Text, Unknown, check, object,
    optional, required, string,
};
use serde::de::IgnoredAny;

const ROUNDS: usize = 400;
const REPEATS: u32 = 20;

/// A chat of 60 messages, about 29 KB.
fn chat(sentence: &str, escape: &str) -> String {
    let roles = ["user", "assistant"];
    let text = format!("{sentence}{escape}").repeat(430_usize.div_ceil(sentence.len() + escape.len()));
    let messages: Vec<String> =
        (0..60).map(|index| format!(r#"{{"role":"{}","content":"{text}"}}"#, roles[index % 2])).collect();
    format!(r#"{{"model":"gpt-4o","temperature":0.7,"stream":true,"messages":[{}]}}"#, messages.join(","))
}

fn request(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("max_tokens", |json| json.nullable(|json| json.number(&Numeric::INTEGER))),
        required("messages", |json| json.array(&Array { items: message, min_items: 1, ..Array::ANY })),
        required("model", string),
        optional("stream", |json| json.nullable(|json| json.boolean())),
        optional("temperature", |json| {
            json.nullable(|json| {
                let (least, most) = (Some(Bound::Inclusive("0")), Some(Bound::Inclusive("2")));
                json.number(&Numeric { minimum: least, maximum: most, ..Numeric::NUMBER })
            })
        }),
        optional("tools", |json| json.array(&Array { items: object, ..Array::ANY })),
    ];
    json.object(&Object { members: MEMBERS, ..Object::ANY })
}

fn message(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        name: "role",
        branches: &[("assistant", assistant), ("user", user)],
        unknown: Unknown::Forward,
        ..ByMember::NONE
    })
}

fn assistant(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("content", |json| json.nullable(content)),
        optional("name", |json| json.text(&Text { max_length: Some(64), ..Text::ANY })),
        required("role", |json| json.enumeration(&[Literal::String("assistant")])),
        optional("tool_calls", |json| json.array(&Array { items: object, ..Array::ANY })),
    ];
    json.object(&Object { members: MEMBERS, ..Object::ANY })
}

fn user(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("content", content),
        optional("name", |json| json.text(&Text { max_length: Some(64), ..Text::ANY })),
        required("role", |json| json.enumeration(&[Literal::String("user")])),
    ];
    json.object(&Object { members: MEMBERS, ..Object::ANY })
}

fn content(json: &mut Json<'_>) -> Checked {
    let parts = |json: &mut Json<'_>| json.array(&Array { items: object, min_items: 1, ..Array::ANY });
    json.by_type(&ByType { string: Some(string), array: Some(parts), ..ByType::NONE })
}

fn nanoseconds(mut read: impl FnMut()) -> f64 {
    let start = Instant::now();
    for _ in 0..REPEATS {
        read();
    }
    start.elapsed().as_nanos() as f64 / f64::from(REPEATS)
}

fn compare(name: &str, body: &[u8]) {
    let mut least = [f64::MAX; 3];
    for _ in 0..ROUNDS {
        let times = [
            nanoseconds(|| drop(black_box(check(black_box(body), request)))),
            nanoseconds(|| drop(black_box(serde_json::from_slice::<IgnoredAny>(black_box(body))))),
            nanoseconds(|| _ = black_box(std::str::from_utf8(black_box(body)))),
        ];
        for (least, time) in least.iter_mut().zip(times) {
            *least = least.min(time);
        }
    }
    let [checks, ignored, utf8] = least.map(|time| time / body.len() as f64);
    println!(
        "{name:24} {:8} B   checks {checks:.3} ns/B   serde_json IgnoredAny {ignored:.3}   from_utf8 {utf8:.3}",
        body.len()
    );
}

fn main() {
    // An argument names a number of checks to run and nothing else: for a profiler.
    let chat_body = chat("Could you explain how the borrow checker treats two phases?", "\\n");
    if let Some(count) = std::env::args().nth(1).and_then(|count| count.parse::<u32>().ok()) {
        for _ in 0..count {
            drop(black_box(check(black_box(chat_body.as_bytes()), request)));
        }
        return println!("{count} checks of {} B", chat_body.len());
    }
    compare("chat, 60 messages", chat_body.as_bytes());
    compare("chat, dense escapes", chat("say \\\"hi\\\" now", "\\n\\t").as_bytes());
    compare("chat, Chinese", chat("借用检查器如何处理两阶段借用？请解释一下。", "\\n").as_bytes());
    compare(
        "one small message",
        br#"{"model":"gpt-4o","messages":[{"role":"user","content":"Hello there, who are you?"}]}"#,
    );
    let image = format!(
        r#"{{"model":"gpt-4o","messages":[{{"role":"user","content":[{{"type":"image_url","url":"{}"}}]}}]}}"#,
        "iVBORw0KGgo".repeat(95_000)
    );
    compare("image, 1 MB", image.as_bytes());
}
