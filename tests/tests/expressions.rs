//! What expressions come to. Each is emitted as Rust, all of them are compiled in one crate, and run.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use gatewright::Input;
use gatewright::diagnostic::Code;
use gatewright::expression::{self, Environment, Expected};
use gatewright::source::{Places, Sources, Span};
use gatewright_tests::expressions::{Case, cases};
use gatewright_tests::{Client, Head, KEYS, Profile, Running, Site, Upstream, built, built_example, root, scratch};

/// How results are written, and the frame of the program that writes them.
const SHOW: &str = r#"
#![allow(warnings)]
use std::collections::BTreeMap;
use gatewright_runtime::expression::{self, Error};
use gatewright_runtime::json::Pattern;

trait Show { fn show(&self) -> String; }
impl Show for () { fn show(&self) -> String { "null".to_owned() } }
impl Show for bool { fn show(&self) -> String { self.to_string() } }
impl Show for u8 { fn show(&self) -> String { self.to_string() } }
impl Show for i64 { fn show(&self) -> String { self.to_string() } }
impl Show for u64 { fn show(&self) -> String { format!("{self}u") } }
impl Show for f64 { fn show(&self) -> String { format!("{self:?}") } }
impl Show for String { fn show(&self) -> String { format!("{self:?}") } }
impl Show for expression::Timestamp { fn show(&self) -> String { self.to_string() } }
impl Show for expression::Duration { fn show(&self) -> String { self.to_string() } }
impl<T: Show> Show for Vec<T> {
    fn show(&self) -> String {
        format!("[{}]", self.iter().map(Show::show).collect::<Vec<_>>().join(", "))
    }
}
impl<K: Show, V: Show> Show for BTreeMap<K, V> {
    fn show(&self) -> String {
        let mut entries: Vec<String> = self.iter().map(|(k, v)| format!("{}: {}", k.show(), v.show())).collect();
        entries.sort();
        format!("{{{}}}", entries.join(", "))
    }
}
fn say(value: Result<String, Error>) { println!("{}", value.unwrap_or_else(|_| "error".to_owned()).replace('\n', "\\n")) }
"#;

/// A gateway whose crate the program stands beside.
const GATEWAY: &str = "version: 1\nname: NAME\napis: { any: { passthrough: { url: 'http://127.0.0.1:1' }, subscription: { required: false } } }\n";

/// The code of the first diagnostic, or the Rust that an expression becomes.
fn emitted(text: &str) -> Result<String, Code> {
    let mut sources = Sources::default();
    let span = Span::new(sources.add("expression", text), 0, text.len());
    let none = BTreeMap::new();
    let environment = Environment {
        operations: &[],
        response: false,
        error: false,
        claims: false,
        priced: false,
        product: None,
        section: "inbound",
        variables: &none,
        attributes: &none,
    };
    let parsed = expression::parse(text, &Places::plain(text, span)).map_err(|diagnostic| diagnostic.code)?;
    match expression::check(&parsed, &environment, Expected::Any) {
        Ok(typed) => Ok(expression::owned(&typed).to_string()),
        Err(said) => Err(said.first().map_or(Code::GW0601, |diagnostic| diagnostic.code)),
    }
}

/// What each expression comes to: its value as text, `error`, or the code by which it is refused.
fn outcomes(name: &str, expressions: &[&str]) -> Vec<String> {
    let mut source = SHOW.to_owned();
    let mut calls = String::new();
    let mut outcomes: Vec<Option<String>> = Vec::new();
    for (index, text) in expressions.iter().enumerate() {
        match emitted(text) {
            Ok(rust) => {
                let _ = writeln!(source, "fn case_{index}() -> Result<String, Error> {{ Ok(({rust}).show()) }}");
                let _ = writeln!(calls, "    say(case_{index}());");
                outcomes.push(None);
            }
            Err(code) => outcomes.push(Some(code.name().to_owned())),
        }
    }
    let _ = writeln!(source, "fn main() {{\n{calls}}}");
    let gateway = scratch(name).join("gateway.yaml");
    fs::write(&gateway, GATEWAY.replace("NAME", name)).unwrap();
    let program = built_example(&Input { gateway, ..Input::default() }, name, "values", &source).unwrap();
    let output = Command::new(program).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines = text.lines();
    outcomes.into_iter().map(|known| known.unwrap_or_else(|| lines.next().unwrap().to_owned())).collect()
}

/// Our own table of what CEL's language definition says.
#[test]
fn expressions_come_to_what_cel_says() {
    let table = fs::read_to_string(root().join("tests/expressions/values.txt")).unwrap();
    let rows: Vec<(&str, &str)> = table.lines().filter_map(|line| line.rsplit_once(" => ")).collect();
    assert!(rows.len() >= 300, "{}", rows.len());
    let expressions: Vec<&str> = rows.iter().map(|(text, _)| *text).collect();
    let found = outcomes("expressions", &expressions);
    let wrong = rows.iter().zip(&found).filter(|((_, expected), found)| expected != found);
    let wrong: Vec<String> =
        wrong.map(|((text, expected), found)| format!("{text}: {found}, not {expected}")).collect();
    println!("{} expressions", rows.len());
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

/// The files of the CEL project's conformance tests that this language is measured by.
const FILES: [&str; 11] = [
    "basic",
    "comparisons",
    "conversions",
    "fields",
    "fp_math",
    "integer_math",
    "lists",
    "logic",
    "macros",
    "string",
    "timestamps",
];

/// The CEL project's conformance tests, if a copy is there.
fn conformance() -> Option<PathBuf> {
    let folder = match std::env::var_os("GATEWRIGHT_CEL_TESTS") {
        Some(folder) => PathBuf::from(folder),
        None => root().join("../shared/cel-spec/tests/simple/testdata"),
    };
    folder.is_dir().then_some(folder)
}

/// A value that is expected must come; where an error is expected, a refusal when the gateway is compiled will do, since a
/// type is known there. What is refused although CEL has a value for it (mostly lists of several types, and messages of
/// protocol buffers) is listed in `tests/expressions/conformance.txt`, which fails where an entry isn't needed.
#[test]
fn the_conformance_tests_of_cel_agree() {
    let Some(folder) = conformance() else {
        println!("skipped: no conformance tests of CEL, see GATEWRIGHT_CEL_TESTS");
        return;
    };
    let mut all: Vec<Case> = Vec::new();
    for file in FILES {
        let text = fs::read_to_string(folder.join(format!("{file}.textproto"))).unwrap();
        all.extend(cases(file, &text));
    }
    let bound = all.iter().filter(|case| case.bound).count();
    all.retain(|case| !case.bound);
    let expressions: Vec<&str> = all.iter().map(|case| case.expression.as_str()).collect();
    let found = outcomes("conformance", &expressions);
    let (mut agree, mut refused, mut wrong) = (0, String::new(), Vec::new());
    for (case, found) in all.iter().zip(&found) {
        let code = found.starts_with("GW07");
        match &case.expected {
            None if code || found == "error" => agree += 1,
            Some(expected) if expected == found => agree += 1,
            Some(_) if code => {
                let _ = writeln!(refused, "{} {found}", case.name);
            }
            expected => wrong.push(format!("{}: {}: {found}, not {expected:?}", case.name, case.expression)),
        }
    }
    let excused = refused.lines().count();
    println!("{agree} agree, {excused} are refused as listed, {bound} need variables of their own");
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    let list = root().join("tests/expressions/conformance.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&list, &refused).unwrap();
    }
    let listed = fs::read_to_string(&list).unwrap();
    assert_eq!(listed, refused, "tests/expressions/conformance.txt; UPDATE_EXPECT=1 rewrites it");
}

/// The gateway of `tests/gateways/expressions`, before an upstream.
fn started() -> (Upstream, Running, Client) {
    let upstream = Upstream::start();
    let gateway = root().join("tests/gateways/expressions/gateway.yaml");
    let binary = built(&Input { gateway, ..Input::default() }, "expressed", Profile::Dev).unwrap();
    let site = Site::new().before(&upstream).with("REGION", "north");
    let mut running = Running::of(&binary, site);
    let client = running.client();
    (upstream, running, client)
}

/// One call, from the client through the gateway to the upstream and back.
fn call(upstream: &Upstream, client: &mut Client, line: (&str, &str), headers: &str, body: &str) -> (Head, Head) {
    client.request(line.0, line.1, headers, body.as_bytes());
    let mut exchange = upstream.next();
    exchange.answer("200 OK", "x-region: sweden\r\n", b"{}");
    (exchange.head.clone(), client.response().head)
}

#[test]
fn attributes_are_computed_from_the_call() {
    let (upstream, _gateway, mut client) = started();
    let body =
        r#"{"model":"gpt 4/o","messages":[{"role":"system"},{"role":"us\u0065r"}],"max_tokens":5000,"user":null}"#;
    let headers =
        format!("api-key: {}\r\ncontent-type: application/json\r\nx-user-id: ann\r\nx-user-id: bob\r\n", KEYS[0]);
    let line = ("POST", "/chat/a%20b/complete?limit=9");
    let (sent, answered) = call(&upstream, &mut client, line, &headers, body);
    let header = |name: &str| sent.header(name).unwrap_or_default().to_owned();
    assert_eq!(header("x-caller"), "ann, bob", "several lines are one value");
    assert_eq!(header("x-model"), "gpt 4/o");
    assert_eq!(header("x-place"), "north/POST/complete/chat${x}");
    assert_eq!(header("x-kind"), "long");
    assert_eq!(header("x-roles"), "system,user");
    assert_eq!(header("x-system"), "true");
    assert_eq!(header("x-half"), "4");
    assert!(sent.target().starts_with("/v2/gpt%204%2Fo/chat?user=none&"), "{}", sent.target());
    assert!(sent.target().contains("deployment=a%20b%26more"), "{}", sent.target());
    assert_eq!(header("x-attempts"), "3", "a named value has its type in a variable");
    assert_eq!(answered.header("x-answered"), Some("200 sweden"));
    assert_eq!(answered.header("x-long"), Some("ann, bob waits"), "variables outlive the request");
    assert_eq!(answered.header("x-asked"), Some("gpt 4/o"), "the body is still known when the answer is there");
}

#[test]
fn what_is_absent_has_its_default() {
    let (upstream, _gateway, mut client) = started();
    let headers = format!("api-key: {}\r\n", KEYS[0]);
    let (sent, answered) = call(&upstream, &mut client, ("GET", "/chat/models"), &headers, "");
    assert_eq!(sent.header("x-caller"), Some("team-a"));
    assert_eq!(sent.header("x-model"), Some("none"), "an operation without a body");
    assert_eq!(answered.header("x-long"), Some("no"));
    assert_eq!(answered.header("x-asked"), Some("none"));
    let json = "content-type: application/json\r\n";
    let (sent, _) = call(&upstream, &mut client, ("POST", "/any/thing"), json, r#"{"model":"m"}"#);
    assert_eq!((sent.header("x-model"), sent.header("x-caller")), (Some("m"), Some("nobody")));
    let (sent, _) = call(&upstream, &mut client, ("POST", "/any/thing"), "content-type: text/plain\r\n", "plain");
    assert_eq!(sent.header("x-model"), Some("none"), "a body that is no JSON has no members");
}

#[test]
fn an_expression_without_a_value_ends_the_call() {
    let (upstream, _gateway, mut client) = started();
    let headers = format!("api-key: {}\r\n", KEYS[0]);
    let (sent, _) = call(&upstream, &mut client, ("GET", "/chat/divide/3"), &headers, "");
    assert_eq!(sent.header("x-quotient"), Some("3"));
    client.request("GET", "/chat/divide/0", &headers, b"");
    let response = client.response();
    assert_eq!(response.status(), 500);
    assert!(response.text().contains("expression_value_evaluation_failure"), "{}", response.text());
    // A value that would lead to another path, and one that no header may hold.
    let headers = format!("{headers}content-type: application/json\r\n");
    for model in ["..", "a\\nb"] {
        let body = format!(r#"{{"model":"{model}","messages":[]}}"#);
        client.request("POST", "/chat/gpt/complete?limit=1", &headers, body.as_bytes());
        let response = client.response();
        assert_eq!((response.status(), response.head.header("x-tried")), (500, Some("gpt")), "{model}");
        assert_eq!(response.head.header("x-caller"), Some("team-a"), "what was set before the fault");
    }
    client.request("POST", "/chat/gpt/complete", "", b"");
    let response = client.response();
    assert_eq!((response.status(), response.head.header("x-caller")), (401, Some("nobody")), "nothing was set before");
}

#[test]
fn a_typed_attribute_is_computed() {
    let (upstream, _gateway, mut client) = started();
    let headers = format!("api-key: {}\r\n", KEYS[0]);
    for (status, expected) in [("404 Not Found", 410), ("503 Service Unavailable", 503)] {
        client.request("GET", "/chat/models", &headers, b"");
        upstream.next().answer(status, "", b"{}");
        assert_eq!(client.response().status(), expected);
    }
}
