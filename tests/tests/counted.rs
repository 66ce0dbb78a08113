//! Many calls of all dialects, streamed and whole, some of which their clients leave and their backends fail: what is recorded
//! is what was reported, or else within a hundredth of a count by the model's encoding; and no call is lost.
//!
//! `cargo test -p gatewright-tests --test counted -- --ignored --nocapture` makes 100,000 calls by a gateway that is built well, and
//! prints the figures.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use gatewright::Input;
use gatewright_tests::{Client, Exchange, JSON, Profile, Running, Site, Upstream, built, eventually, root};
use serde_json::{Value, json};

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Finishes,
    ClientLeaves,
    UpstreamFails,
}

/// One call, made from its number: each side knows all of it.
struct Plan {
    dialect: usize,
    model: &'static str,
    streamed: bool,
    fate: Fate,
    question: String,
    /// What the model says, in parts.
    parts: Vec<String>,
    /// How many parts come where the answer breaks off.
    come: usize,
    reported: (u64, u64),
}

const PATHS: [&str; 5] =
    ["/v1/chat/completions", "/v1/completions", "/v1/responses", "/v1/messages", "/v1beta/models/x:generateContent"];
const WORDS: [&str; 16] = [
    "reading",
    " room",
    " opens",
    " at",
    " nine",
    ",",
    " naïve",
    " Bücherei",
    " 図書館",
    " fn main() {\n",
    "    ",
    "12345",
    ".",
    "\n\n",
    " \"silent\"",
    " the",
];

impl Plan {
    fn of(number: u64) -> Self {
        let mut seed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x94D0_49BB_1331_11EB;
        let mut random = |below: u64| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed >> 11) % below
        };
        let fate = match random(100) {
            0..10 => Fate::ClientLeaves,
            10..15 => Fate::UpstreamFails,
            _ => Fate::Finishes,
        };
        let dialect = random(5) as usize;
        let model = ["gpt-4o", "gpt-4-turbo", "gpt-4.1-mini", "o3"][random(4) as usize];
        let streamed = random(2) == 0;
        let mut words = |most: u64| (0..random(most) + 1).map(|_| WORDS[random(16) as usize]).collect::<String>();
        let question = words(120);
        let parts: Vec<String> = (0..40).map(|_| words(4)).collect();
        let come = random(parts.len() as u64 - 1) as usize + 1;
        let reported = (random(5000) + 1, random(5000) + 1);
        Self { dialect, model, streamed, fate, question, parts, come, reported }
    }

    fn target(&self) -> String {
        let path = PATHS[self.dialect].replace("/x:", &format!("/{}:", self.model));
        let path = if self.streamed { path.replace(":generate", ":streamGenerate") } else { path };
        format!("/model{path}")
    }

    fn body(&self, number: u64) -> Value {
        let message = json!([{ "role": "user", "content": self.question }]);
        let mut body = match self.dialect {
            0 | 3 => json!({ "messages": message }),
            1 => json!({ "prompt": self.question }),
            2 => json!({ "input": self.question }),
            _ => {
                return json!({ "contents": [{ "role": "user", "parts": [{ "text": self.question }] }], "number": number });
            }
        };
        body["model"] = json!(self.model);
        body["stream"] = json!(self.streamed);
        body["number"] = json!(number);
        body
    }

    /// An event with a part of the answer.
    fn event(&self, part: &str) -> String {
        let data = match self.dialect {
            0 => json!({ "choices": [{ "index": 0, "delta": { "content": part } }], "usage": null }),
            1 => json!({ "choices": [{ "index": 0, "text": part }] }),
            2 => json!({ "type": "response.output_text.delta", "output_index": 0, "delta": part }),
            3 => json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": part } }),
            _ => json!({ "candidates": [{ "content": { "parts": [{ "text": part }], "role": "model" } }] }),
        };
        format!("data: {data}\n\n")
    }

    fn usage(&self) -> Value {
        let (prompt, completion) = self.reported;
        match self.dialect {
            0 | 1 => {
                json!({ "prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion })
            }
            2 => json!({ "input_tokens": prompt, "output_tokens": completion, "total_tokens": prompt + completion }),
            3 => json!({ "input_tokens": prompt, "output_tokens": completion }),
            _ => {
                json!({ "promptTokenCount": prompt, "candidatesTokenCount": completion, "totalTokenCount": prompt + completion })
            }
        }
    }

    /// The last events, with the report.
    fn ending(&self) -> String {
        let usage = self.usage();
        match self.dialect {
            0 | 1 => format!("data: {}\n\ndata: [DONE]\n\n", json!({ "choices": [], "usage": usage })),
            2 => format!("event: response.completed\ndata: {}\n\n", json!({ "response": { "usage": usage } })),
            3 => format!(
                "event: message_delta\ndata: {}\n\nevent: message_stop\ndata: {{}}\n\n",
                json!({ "usage": usage })
            ),
            _ => format!("data: {}\n\n", json!({ "usageMetadata": usage })),
        }
    }

    /// An answer that is no stream. The report stands behind the text.
    fn whole(&self) -> String {
        let text = self.parts.concat();
        let (answer, usage) = match self.dialect {
            0 => (json!({ "choices": [{ "message": { "role": "assistant", "content": text } }] }), "usage"),
            1 => (json!({ "choices": [{ "text": text }] }), "usage"),
            2 => (
                json!({ "output": [{ "type": "message", "content": [{ "type": "output_text", "text": text }] }] }),
                "usage",
            ),
            3 => (json!({ "content": [{ "type": "text", "text": text }] }), "usage"),
            _ => (json!({ "candidates": [{ "content": { "parts": [{ "text": text }] } }] }), "usageMetadata"),
        };
        let answer = answer.to_string();
        format!("{},\"{usage}\":{}}}", answer.strip_suffix('}').unwrap(), self.usage())
    }

    /// What is sent of it, and the text in that, where it breaks off.
    fn broken(&self) -> (String, String) {
        let text: String = self.parts[..self.come].concat();
        if self.streamed {
            return (self.parts[..self.come].iter().map(|part| self.event(part)).collect(), text);
        }
        let whole = self.whole();
        let written = serde_json::to_string(&text).unwrap();
        let written = &written[1..written.len() - 1];
        let end = whole.find(written).unwrap() + written.len();
        (whole[..end].to_owned(), text)
    }

    /// The tokens of a text as the model counts them.
    fn count(&self, text: &str) -> u64 {
        let tokenizer = if self.model == "gpt-4-turbo" { bpe_openai::cl100k_base() } else { bpe_openai::o200k_base() };
        tokenizer.count(text) as u64
    }

    /// The tokens of the prompt as OpenAI's guide counts them.
    fn prompt(&self) -> u64 {
        let around = if matches!(self.dialect, 1 | 2) { 0 } else { 3 + self.count("user") + 3 };
        around + self.count(&self.question)
    }
}

/// The calls whose clients have all that comes before their upstream fails.
static RECEIVED: Mutex<BTreeSet<u64>> = Mutex::new(BTreeSet::new());

fn answer(mut exchange: Exchange) {
    let number = serde_json::from_slice::<Value>(&exchange.body).unwrap()["number"].as_u64().unwrap();
    let plan = Plan::of(number);
    let media = if plan.streamed { "text/event-stream" } else { "application/json" };
    let sent = match (plan.fate, plan.streamed) {
        (Fate::Finishes, true) => plan.parts.iter().map(|part| plan.event(part)).collect::<String>() + &plan.ending(),
        (Fate::Finishes, false) => plan.whole(),
        _ => plan.broken().0,
    };
    exchange.begin(media);
    exchange.chunk(sent.as_bytes());
    match plan.fate {
        Fate::Finishes => exchange.chunk(b""),
        // It is the gateway that closes: its client has left.
        Fate::ClientLeaves => drop(exchange),
        Fate::UpstreamFails => {
            eventually("the client has what came", || RECEIVED.lock().unwrap().take(&number));
            exchange.close();
        }
    }
}

fn call(client: &mut Option<Client>, gateway: std::net::SocketAddr, number: u64) {
    let plan = Plan::of(number);
    let mut open = client.take().unwrap_or_else(|| Client::connect(gateway));
    let headers = format!("{JSON}x-request-id: call-{number}\r\n");
    open.request("POST", &plan.target(), &headers, plan.body(number).to_string().as_bytes());
    let head = open.head();
    assert_eq!(head.status(), 200, "{number}");
    match plan.fate {
        Fate::Finishes => {
            open.body(&head).unwrap();
            *client = Some(open);
        }
        Fate::ClientLeaves | Fate::UpstreamFails => {
            let mut left = plan.broken().0.len();
            while left > 0 {
                left -= open.chunk().unwrap().len();
            }
            if plan.fate == Fate::UpstreamFails {
                RECEIVED.lock().unwrap().insert(number);
                // A stream ends in an event that says so, another answer with the connection.
                while open.chunk().is_ok_and(|chunk| !chunk.is_empty()) {}
            }
            open.leave();
        }
    }
}

/// Makes so many calls, compares what the gateway has recorded, and prints the figures.
fn run(calls: u64, profile: Profile) {
    let gateway = root().join("tests/gateways/counted/gateway.yaml");
    let binary = built(&Input { gateway, ..Input::default() }, "counted", profile).unwrap();
    let upstream = Upstream::handling(answer);
    let mut gateway = Running::of(&binary, Site::new().before(&upstream));
    let address = gateway.address();
    let (next, began) = (AtomicU64::new(0), Instant::now());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let mut client = None;
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= calls {
                        return;
                    }
                    call(&mut client, address, number);
                }
            });
        }
    });
    let took = began.elapsed();
    let mut lines: BTreeMap<u64, Value> = BTreeMap::new();
    let mut logged = 0;
    for _ in 0..60 {
        let text = gateway.stderr();
        if text.lines().count() as u64 >= calls {
            for line in text.lines() {
                let line: Value = serde_json::from_str(line).unwrap();
                let id = line["request_id"].as_str().unwrap().strip_prefix("call-").unwrap().parse().unwrap();
                lines.insert(id, line);
                logged += 1;
            }
            break;
        }
        std::thread::sleep(Duration::from_millis(500));
    }
    assert_eq!((lines.len() as u64, logged), (calls, calls), "every call has one line");

    let mut sums: BTreeMap<(Fate, &str), (u64, u64, u64)> = BTreeMap::new();
    let (mut worst, mut recorded_all) = (0.0_f64, [0_u64; 2]);
    for (number, line) in &lines {
        let plan = Plan::of(*number);
        let tokens = |name: &str| line[name].as_u64().unwrap_or_else(|| panic!("{number}: {line}"));
        let recorded = (tokens("prompt_tokens"), tokens("completion_tokens"));
        let expected = match plan.fate {
            Fate::Finishes => plan.reported,
            _ => (plan.prompt(), plan.count(&plan.broken().1)),
        };
        let estimated = line["estimated"] == true;
        assert_eq!(estimated, plan.fate != Fate::Finishes, "{number}: {line}");
        let of = sums.entry((plan.fate, if plan.streamed { "streamed" } else { "whole" })).or_default();
        of.0 += 1;
        of.1 += recorded.0 + recorded.1;
        of.2 += expected.0 + expected.1;
        if plan.fate == Fate::Finishes {
            assert_eq!(recorded, expected, "{number}: {line}");
        } else {
            let (recorded, expected) = (recorded.0 + recorded.1, expected.0 + expected.1);
            worst = worst.max(recorded.abs_diff(expected) as f64 / expected as f64);
        }
        recorded_all[0] += recorded.0;
        recorded_all[1] += recorded.1;
    }
    println!("{calls} calls in {:.1} s", took.as_secs_f64());
    for ((fate, form), (count, recorded, expected)) in &sums {
        println!("{fate:?}, {form}: {count} calls, {recorded} tokens recorded, {expected} expected");
        let apart = recorded.abs_diff(*expected) as f64 / *expected as f64;
        assert!(apart <= if *fate == Fate::Finishes { 0.0 } else { 0.01 }, "{fate:?} {form}: {apart}");
    }
    println!("the estimate furthest from its recount: {:.2} %", worst * 100.0);

    let metrics = gateway.ask_admin("/metrics").text();
    let sum = |series: &str, label: &str| -> u64 {
        let lines = metrics.lines().filter(|line| line.starts_with(series) && line.contains(label));
        lines.map(|line| line.rsplit(' ').next().unwrap().parse::<u64>().unwrap()).sum()
    };
    assert_eq!(sum("gateway_requests_total{", ""), calls, "every call is in the metrics");
    let counted = [r#"kind="prompt""#, r#"kind="completion""#].map(|kind| sum("gateway_tokens_total{", kind));
    assert_eq!(counted, recorded_all, "and so are its tokens");
    println!("log lines {logged}, calls in the metrics {calls}, tokens in the metrics {}", counted[0] + counted[1]);
}

#[test]
fn what_is_recorded_is_what_was_reported_or_delivered() {
    run(2_000, Profile::Dev);
}

#[test]
#[ignore = "minutes long"]
fn of_a_hundred_thousand_calls_none_is_lost() {
    run(100_000, Profile::Release);
}
