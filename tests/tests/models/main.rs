//! Models by their names: what callers name, which backend is asked for what, and which one takes over where it fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod fallback;
mod forms;
mod listed;
mod money;
mod routed;
mod synthesized;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use gatewright_tests::{Client, KEYS, Response, Running, Site, Upstream, build_other, subscription};

/// `tests/gateways/models`.
static BINARY: LazyLock<PathBuf> = LazyLock::new(|| build_other("models"));

/// The key of the subscription to the product `pro`; those of [`KEYS`] are for all APIs and of no product.
const PRO: &str = "key-of-pro";
/// The same of the product `free`.
const FREE: &str = "key-of-free";

const PRICES: &str = "\
edition: 2026-11
currency: EUR
models:
  gpt-4o: { input: 2, output: 10 }
  gpt 4.1/é: { input: 4, output: 30 }
  fast: { input: 1, output: 1 }
  o3: { input: 4, output: 30 }
";

fn binary() -> &'static Path {
    &BINARY
}

/// A place for the gateway before these two upstreams.
fn site(first: &str, second: &str) -> Site {
    let site = Site::new().with("FIRST_URL", first).with("SECOND_URL", second);
    site.write("prices.yaml", PRICES);
    let of =
        |id: &str, key| subscription(id, "active", "", &[key]).replace("scope: all", &format!("scope: product:{id}"));
    let all = subscription("team-a", "active", "", &KEYS) + &of("pro", PRO) + &of("free", FREE);
    site.write("subscriptions.yaml", &format!("subscriptions:\n{all}"));
    site
}

fn before(first: &Upstream, second: &Upstream) -> (Running, Client) {
    let mut gateway = Running::of(binary(), site(&first.url(), &second.url()));
    let client = gateway.client();
    (gateway, client)
}

/// Headers of a call with JSON.
fn by(key: &str) -> String {
    format!("ocp-apim-subscription-key: {key}\r\ncontent-type: application/json\r\n")
}

fn chat(model: &str) -> String {
    format!(r#"{{"model":{},"messages":[]}}"#, serde_json::json!(model))
}

/// Sends a call that no backend is to see, and gives its answer.
fn called(client: &mut Client, method: &str, target: &str, key: &str, body: &str) -> Response {
    client.request(method, target, &by(key), body.as_bytes());
    client.response()
}

fn code(response: &Response) -> String {
    response.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
}
