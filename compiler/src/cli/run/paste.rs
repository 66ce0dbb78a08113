//! Commands to paste: one call, and the same call as a stream.

use crate::compile::Compiled;
use crate::gateway::Api;
use crate::mock::{self, Sample};

/// The commands with a sentence before each; empty where no operation can be shown in one line.
pub(super) fn commands(compiled: &Compiled, url: &str, key: Option<&str>) -> String {
    let Some(sample) = mock::sample(compiled) else { return String::new() };
    let mut text = format!("\nTo try it:\n\n{}\n", curl(&sample, sample.body.as_ref(), url, key, false));
    if let Some(streamed) = &sample.streamed {
        text.push_str(&format!("\nAs a stream:\n\n{}\n", curl(&sample, Some(streamed), url, key, true)));
    }
    text
}

fn curl(
    sample: &Sample<'_>,
    body: Option<&serde_json::Value>,
    url: &str,
    key: Option<&str>,
    unbuffered: bool,
) -> String {
    // An address that means every interface is none to connect to.
    let url = url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
    let mut address = format!("{url}{}", sample.path);
    let mut line = String::from(if unbuffered { "curl -sS -N" } else { "curl -sS" });
    if sample.method != "GET" && (sample.method != "POST" || body.is_none()) {
        line.push_str(&format!(" -X {}", sample.method));
    }
    let header = key.and_then(|key| credential(sample.api, key, &mut address));
    line.push_str(&format!(" {}", quote(&address)));
    if let Some(header) = header {
        line.push_str(&format!(" -H {}", quote(&header)));
    }
    if let Some(body) = body {
        line.push_str(&format!(" -H 'content-type: application/json' -d {}", quote(&body.to_string())));
    }
    line
}

/// The header that shows a key, where the API takes it in one; else the key goes into the address.
fn credential(api: &Api, key: &str, address: &mut String) -> Option<String> {
    let subscription = &api.subscription;
    if !subscription.required {
        return None;
    }
    if let Some(header) = subscription.headers.first() {
        return Some(format!("{header}: {key}"));
    }
    if subscription.bearer {
        return Some(format!("authorization: Bearer {key}"));
    }
    if let Some(parameter) = &subscription.query {
        let separator = if address.contains('?') { '&' } else { '?' };
        address.push_str(&format!("{separator}{parameter}={key}"));
    }
    None
}

/// A word of a POSIX shell.
fn quote(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/%@=,".contains(&byte);
    if text.bytes().all(plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}
