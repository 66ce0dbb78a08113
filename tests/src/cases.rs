//! Gateways over the documents of the golden cases, so that what is emitted of them is shown there.

use std::fs;
use std::path::{Path, PathBuf};

use gatewright::Input;

use crate::{Client, Profile, Response, Running, Site, Upstream, built, root, scratch};

/// What every such gateway file begins with, but for its name.
const HEAD: &str = "listen: 127.0.0.1:0
subscriptions: { file: subscriptions.yaml }
named-values:
  backend-url: { env: BACKEND_URL, default: 'http://127.0.0.1:1' }
  other-url: { env: OTHER_URL, default: 'http://127.0.0.1:1' }
backends: { echo: { url: '{{backend-url}}' } }
apis:
";

/// Builds a gateway over the documents of these cases, each below its own name, and over further APIs: `more` are lines of
/// the gateway file, with the files that they name beside it.
///
/// # Panics
/// Where it doesn't compile or build.
#[must_use]
pub fn over(name: &str, cases: &[&str], more: &str, files: &[(&str, String)]) -> PathBuf {
    let folder = scratch(name);
    let mut text = format!("version: 1\nname: {name}\n{HEAD}{more}");
    for case in cases {
        let spec = root().join("tests/cases").join(case).join("spec.yaml");
        let spec = spec.display();
        let rest = "backend: echo\n    subscription: { required: false }";
        text.push_str(&format!("  {case}:\n    spec: {spec}\n    path: /{case}\n    {rest}\n"));
    }
    let gateway = folder.join("gateway.yaml");
    fs::write(&gateway, text).unwrap();
    for (file, text) in files {
        fs::write(folder.join(file), text).unwrap();
    }
    built(&Input { gateway, ..Input::default() }, name, Profile::Dev).unwrap()
}

/// A backend that answers with its name, the method, the target and the body that it got.
#[must_use]
pub fn echo(name: &'static str) -> Upstream {
    Upstream::answering(move |head, body| {
        let sent = head.first.trim_end_matches(" HTTP/1.1");
        let mut answer = format!("{name} {sent}\n").into_bytes();
        answer.extend_from_slice(body);
        let mut response = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", answer.len()).into_bytes();
        response.extend(answer);
        response
    })
}

/// Starts such a gateway before a backend.
#[must_use]
pub fn before_echo(binary: &Path) -> (Upstream, Running, Client) {
    let upstream = echo("main");
    let mut gateway = Running::of(binary, Site::new().before(&upstream));
    let client = gateway.client();
    (upstream, gateway, client)
}

/// Sends a request to the API of a case. With the status 200 it must have arrived as it was sent.
///
/// # Panics
/// Where the answer is another.
pub fn judged(
    client: &mut Client,
    case: &str,
    (status, method, target, headers, body): (u16, &str, &str, &str, &str),
) -> Response {
    client.request(method, &format!("/{case}{target}"), headers, body.as_bytes());
    let response = client.response();
    let shown = format!("{case}: {method} {target} {body}: {}", response.text());
    assert_eq!(response.status(), status, "{shown}");
    if status == 200 && method != "HEAD" {
        assert_eq!(response.text(), format!("main {method} {target}\n{body}"), "{shown}");
    }
    response
}
