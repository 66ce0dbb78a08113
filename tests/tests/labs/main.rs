//! The rows of `docs/labs.md` that wait for nothing: one gateway, `tests/labs/gateway.yaml`, with an API for each, and for each
//! a call that shows what its policies do. A row's test begins with its number.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod rows;
mod table;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use gatewright::Input;
use gatewright_tests::{Client, Head, Profile, Response, Running, Site, Upstream, built, issuer, root};
use serde_json::{Value, json};

fn binary() -> &'static PathBuf {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let gateway = root().join("tests/labs/gateway.yaml");
        built(&Input { gateway, ..Input::default() }, "labs", Profile::Dev).unwrap()
    })
}

/// The gateway before three backends, with somebody who makes tokens of its identity and an issuer of callers' tokens.
struct Lab {
    gateway: Running,
    client: Client,
    _others: [Upstream; 5],
}

/// A backend that answers with its name, with all that came and with a report of tokens. What it is asked for below `/busy`
/// it has no time for if it is the first, and `/down` is down everywhere.
fn backend(name: &'static str) -> Upstream {
    Upstream::answering(move |head, body| {
        let headers: BTreeMap<String, &str> =
            head.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.as_str())).collect();
        let came = json!({
            "backend": name,
            "line": head.first.trim_end_matches(" HTTP/1.1"),
            "headers": headers,
            "body": String::from_utf8_lossy(body),
            "choices": [{ "message": { "role": "assistant", "content": "Hello" } }],
            "usage": { "prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18 },
        });
        if head.target() == "/stream" {
            let events = "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: [DONE]\n\n";
            let head = format!("content-type: text/event-stream\r\ncontent-length: {}", events.len());
            return format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n{events}").into_bytes();
        }
        let (status, more) = match head.target() {
            target if target.starts_with("/busy") && name == "first" => ("429 Too Many Requests", "retry-after: 7\r\n"),
            target if target.starts_with("/down") => ("503 Service Unavailable", ""),
            _ => ("200 OK", "x-ms-region: West Europe\r\n"),
        };
        let body = came.to_string();
        let head = format!("{more}content-type: application/json\r\ncontent-length: {}", body.len());
        format!("HTTP/1.1 {status}\r\n{head}\r\n\r\n{body}").into_bytes()
    })
}

/// Whoever asks for a token for a resource gets one that names it.
fn identity() -> Upstream {
    Upstream::answering(|head, _| {
        let resource = head.target().split("resource=").nth(1).unwrap_or_default().split('&').next().unwrap();
        let name = resource.rsplit("%2F").next().unwrap();
        let name = name.rsplit('/').next().unwrap();
        let body = json!({ "access_token": format!("for-{name}"), "expires_on": "4102444800", "token_type": "Bearer" });
        let body = body.to_string();
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len())
            .into_bytes()
    })
}

impl Lab {
    fn new() -> Self {
        Self::of(Site::new())
    }

    /// One whose subscriptions are these.
    fn with(subscriptions: &str) -> Self {
        let site = Site::new();
        site.write("subscriptions.yaml", &format!("subscriptions:\n{subscriptions}"));
        Self::of(site)
    }

    fn of(site: Site) -> Self {
        let (first, second, third) = (backend("first"), backend("second"), backend("third"));
        let (identity, (issuer, _)) = (identity(), issuer());
        let site = site.with("FIRST_URL", &first.url()).with("SECOND_URL", &second.url());
        let site = site.with("THIRD_URL", &third.url()).with("ISSUER", &issuer.url());
        let site =
            site.with("IDENTITY_ENDPOINT", &format!("{}/token", identity.url())).with("IDENTITY_HEADER", "proof");
        let mut gateway = Running::of(binary(), site);
        let client = gateway.client();
        Self { gateway, client, _others: [first, second, third, identity, issuer] }
    }

    fn asks(&mut self, method: &str, target: &str, headers: &str, body: &str) -> Response {
        self.client.request(method, target, headers, body.as_bytes());
        self.client.response()
    }

    /// What came to a backend of a call that is answered 200.
    fn arrives(&mut self, method: &str, target: &str, headers: &str, body: &str) -> Came {
        let response = self.asks(method, target, headers, body);
        assert_eq!(response.status(), 200, "{method} {target}: {}", response.text());
        Came { came: response.json(), answer: response.head }
    }

    /// The lines of the metrics that begin with this.
    fn metrics(&mut self, name: &str) -> Vec<String> {
        let metrics = self.gateway.ask_admin("/metrics").text();
        metrics.lines().filter(|line| line.starts_with(name)).map(str::to_owned).collect()
    }

    /// What a call with this id says in the access log.
    fn traces(&mut self, target: &str, headers: &str) -> Value {
        self.arrives("GET", target, &format!("x-request-id: the-one\r\n{headers}"), "");
        self.gateway.logged("the-one")["traces"].clone()
    }
}

/// What came to a backend, and the head of the answer to it.
struct Came {
    came: Value,
    answer: Head,
}

impl Came {
    fn backend(&self) -> &str {
        self.came["backend"].as_str().unwrap()
    }

    fn line(&self) -> &str {
        self.came["line"].as_str().unwrap()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.came["headers"].get(name)?.as_str()
    }
}

fn bearer(token: &str) -> String {
    format!("authorization: Bearer {token}\r\n")
}

const JSON: &str = "content-type: application/json\r\n";
