//! Gateways over the documents of the golden cases, so that what is emitted of them is shown there.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use gatewright::Input;

use crate::{Client, Profile, Running, Site, Upstream, built, root, scratch};

/// What every such gateway file begins with, but for its name.
const HEAD: &str = "listen: 127.0.0.1:0
subscriptions: { file: subscriptions.yaml }
named-values:
  backend-url: { env: BACKEND_URL, default: 'http://127.0.0.1:1' }
  other-url: { env: OTHER_URL, default: 'http://127.0.0.1:1' }
backends: { echo: { url: '{{backend-url}}' } }
apis:
";

/// Builds a gateway over the documents of these cases, each below its own name, and over further APIs: `more` are the last
/// lines of the gateway file, with the files that they name beside it. What a case's gateway file says of its API holds.
///
/// # Panics
/// Where it doesn't compile or build.
#[must_use]
pub fn over<C: AsRef<str>>(name: &str, cases: &[C], more: &str, files: &[(&str, String)]) -> PathBuf {
    let folder = scratch(name);
    let mut text = format!("version: 1\nname: {name}\n{HEAD}");
    for case in cases.iter().map(AsRef::as_ref) {
        let rest = "backend: echo\n    subscription: { required: false }\n";
        let _ = writeln!(text, "  {case}:\n    spec: {}\n    path: /{case}\n    {rest}{}", spec_of(case), said(case));
    }
    text.push_str(more);
    let gateway = folder.join("gateway.yaml");
    fs::write(&gateway, text).unwrap();
    for (file, text) in files {
        fs::write(folder.join(file), text).unwrap();
    }
    built(&Input { gateway, ..Input::default() }, name, Profile::Dev).unwrap()
}

/// The folder of a case.
#[must_use]
pub fn folder(case: &str) -> PathBuf {
    root().join("tests/cases").join(case)
}

/// The file that a case's gateway file names.
fn spec_of(case: &str) -> String {
    let text = fs::read_to_string(folder(case).join("gateway.yaml")).unwrap();
    let spec = text.lines().find_map(|line| line.trim().strip_prefix("spec: ")).unwrap();
    folder(case).join(spec).display().to_string()
}

/// The lines of a case's gateway file that say more of its API than where it is.
fn said(case: &str) -> String {
    let text = fs::read_to_string(folder(case).join("gateway.yaml")).unwrap();
    let elsewhere = ["    spec:", "    path:", "    backend:", "    subscription:"];
    let of_the_api = |line: &&str| line.starts_with("    ") && !elsewhere.iter().any(|start| line.starts_with(start));
    text.lines().filter(of_the_api).map(|line| format!("{line}\n")).collect()
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

/// A request to the API of a case, and what comes of it.
#[derive(Debug)]
pub struct Asked {
    status: u16,
    method: String,
    target: String,
    /// Lines of headers.
    headers: String,
    body: String,
}

/// The requests of a case: a line `STATUS METHOD TARGET BODY` each, of which the body may be missing and so may the target,
/// then that of the API itself. Indented below stand headers. A body is JSON where none of them says another type.
///
/// # Panics
/// A line is none of that.
#[must_use]
pub fn requests(case: &str) -> Vec<Asked> {
    let text = fs::read_to_string(folder(case).join("requests.txt")).unwrap();
    let mut requests: Vec<Asked> = Vec::new();
    for line in text.lines() {
        if let Some(header) = line.strip_prefix("    ") {
            let asked = requests.last_mut().expect("a request stands before its headers");
            let _ = write!(asked.headers, "{header}\r\n");
            continue;
        }
        let mut words = line.splitn(4, ' ').map(str::to_owned);
        let status = words.next().unwrap_or_default().parse().unwrap_or_else(|_| panic!("{case}: {line}"));
        let mut word = || words.next().unwrap_or_default();
        requests.push(Asked { status, method: word(), target: word(), headers: String::new(), body: word() });
    }
    for asked in &mut requests {
        if !asked.body.is_empty() && !asked.headers.contains("content-type:") {
            asked.headers.push_str("content-type: application/json\r\n");
        }
    }
    requests
}

/// Sends a request to the API of a case; what is wrong with the answer. With the status 200 it must have arrived as it was
/// sent; a refusal of JSON or XML must say which rule it breaks.
///
/// # Errors
/// What was sent, and what came.
pub fn judged(client: &mut Client, case: &str, asked: &Asked) -> Result<(), String> {
    let Asked { status, method, target, headers, body } = asked;
    client.request(method, &format!("/{case}{target}"), headers, body.as_bytes());
    let response = client.response();
    let text = response.text();
    let right = match status {
        200 => method == "HEAD" || text == format!("main {method} {target}\n{body}"),
        400 if headers.contains("xml") => text.contains("breaks") || text.contains("not valid XML"),
        400 if headers.contains("json") && !body.is_empty() => text.contains("breaks") || text.contains("parameter"),
        _ => true,
    };
    if response.status() == *status && right {
        return Ok(());
    }
    Err(format!("{case}: {status} {method} {target} {body}\n    {headers:?}: {} {text}\n", response.status()))
}
