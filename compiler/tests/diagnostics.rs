//! Every diagnostic as it is shown, and broken input refused with the right code at the right line.
//!
//! Each file of `tests/diagnostics` is a case. Its first line has the code and its places, `FILE:LINE`, the primary one
//! first. Behind `--- NAME` stands a file of the input; `latin-1` behind the name encodes it so, `sparse` makes it too large,
//! and a name with a slash at its end is a folder. `args` are further arguments, one a line. What is not there is a small
//! gateway file or spec that compiles. Behind `--- said` stands what people are shown; `UPDATE_EXPECT=1` rewrites it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use common::{difference, errors, gatewright, scratch, workspace};
use gatewright::diagnostic::{Code, Severity};
use serde_json::Value;

const SPEC: &str = "openapi: 3.1.0
info: { title: Small, version: \"1\" }
servers: [{ url: https://backend.example/v1 }]
paths:
  /things:
    get: { operationId: listThings, responses: { \"200\": { description: Fine } } }
";

fn gateway(spec: &str) -> String {
    format!(
        "version: 1\nname: small\napis:\n  small:\n    spec: {spec}\n    path: /small\n    subscription: {{ required: false }}\n"
    )
}

/// One case.
struct Case {
    name: String,
    code: Code,
    /// `FILE:LINE`, the primary one first.
    places: Vec<String>,
    /// Names with what stands behind them, and the text.
    files: Vec<(String, String)>,
    /// The text up to what was said.
    input: String,
    said: String,
}

impl Case {
    fn read(path: &Path) -> Self {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(path).unwrap();
        let (input, said) = text.split_once("--- said\n").unwrap_or((&text, ""));
        let (head, rest) = input.split_once('\n').unwrap();
        let (code, places) = head.split_once(' ').unwrap();
        let mut files: Vec<(String, String)> = Vec::new();
        for line in rest.split_inclusive('\n') {
            match line.strip_prefix("--- ") {
                Some(name) => files.push((name.trim().to_owned(), String::new())),
                None => files.last_mut().expect("a file's name comes first").1.push_str(line),
            }
        }
        Self {
            code: Code::from_name(code).unwrap_or_else(|| panic!("{name}: there is no code {code}")),
            // The one name with a blank in it.
            places: places.replace("command line", "command-line").split(' ').map(str::to_owned).collect(),
            name,
            files,
            input: input.to_owned(),
            said: said.to_owned(),
        }
    }

    fn all() -> Vec<(std::path::PathBuf, Self)> {
        let entries = fs::read_dir(workspace().join("tests/diagnostics")).unwrap();
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths.into_iter().map(|path| (path.clone(), Self::read(&path))).collect()
    }

    /// Writes its input; gives its further arguments.
    fn lay_out(&self, folder: &Path) -> Vec<String> {
        let has = |wanted: &str| self.files.iter().any(|(name, _)| name.trim_end_matches('/') == wanted);
        fs::create_dir_all(folder).unwrap();
        if !has("gateway.yaml") && !has("gateway.yml") {
            fs::write(folder.join("gateway.yaml"), gateway(if has("spec.json") { "spec.json" } else { "spec.yaml" }))
                .unwrap();
        }
        if !self.files.iter().any(|(name, _)| name.starts_with("spec.")) {
            fs::write(folder.join("spec.yaml"), SPEC).unwrap();
        }
        let mut arguments = Vec::new();
        for (name, text) in &self.files {
            let (name, how) = name.split_once(' ').unwrap_or((name, ""));
            let path = folder.join(name);
            match how {
                _ if name == "args" => arguments = text.lines().map(str::to_owned).collect(),
                _ if name.ends_with('/') => {
                    let _ = fs::remove_file(path.parent().unwrap().join(name.trim_end_matches('/')));
                    fs::create_dir_all(&path).unwrap();
                }
                "latin-1" => {
                    fs::write(&path, text.chars().map(|c| u8::try_from(c).unwrap()).collect::<Vec<u8>>()).unwrap()
                }
                "sparse" => fs::File::create(&path).unwrap().set_len(1 << 32).unwrap(),
                "" => fs::write(&path, text).unwrap(),
                _ => panic!("{}: {how}", self.name),
            }
        }
        arguments
    }

    /// Runs it in a format; what comes on standard error and output. Adds to `wrong` what must never be.
    fn run(&self, folder: &Path, arguments: &[String], format: &str, wrong: &mut String) -> (String, String) {
        let mut all = vec!["compile", "--message-format", format, "--all-messages"];
        if !arguments.iter().any(|argument| argument == "--out") {
            all.extend(["--out", "new"]);
        }
        all.extend(arguments.iter().map(String::as_str));
        let output = gatewright(folder, &all);
        let refused = self.code.severity() == Severity::Error;
        let (code, expected) = (output.status.code(), i32::from(refused));
        if code != Some(expected) {
            let _ = writeln!(wrong, "== {}: exit code {code:?}, not {expected}", self.name);
        }
        if refused && folder.join("new").exists() {
            let _ = writeln!(wrong, "== {}: something was written", self.name);
        }
        let _ = fs::remove_dir_all(folder.join("new"));
        (errors(&output), String::from_utf8(output.stdout).unwrap())
    }
}

/// The places of a message, as a case has them.
fn places(message: &Value) -> Vec<String> {
    let place = |at: &Value| format!("{}:{}", at["file"].as_str().unwrap().replace(' ', "-"), at["line"]);
    std::iter::once(message).chain(message["labels"].as_array().unwrap()).map(place).collect()
}

#[test]
fn each_case_is_said_as_expected() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let (ours, sarif) = (schema("schemas/message.schema.json"), schema("compiler/tests/sarif.schema.json"));
    let outs = scratch("diagnostics");
    let mut failures = String::new();
    let (mut cases, mut refused) = (0, 0);
    for (path, case) in Case::all() {
        cases += 1;
        refused += usize::from(case.code.severity() == Severity::Error);
        let folder = outs.join(&case.name);
        let arguments = case.lay_out(&folder);
        let (human, _) = case.run(&folder, &arguments, "human", &mut failures);
        // What is behind the messages says where the crate is.
        let said: String = human.split_inclusive('\n').filter(|line| !line.starts_with("small: ")).collect();
        if update {
            fs::write(&path, format!("{}--- said\n{said}", case.input)).unwrap();
        } else if said != case.said {
            let _ = writeln!(failures, "== {}\n{}", case.name, difference(&case.said, &said));
        }
        let (_, lines) = case.run(&folder, &arguments, "json", &mut failures);
        let messages: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        for message in &messages {
            valid(&ours, message, &case.name, &mut failures);
        }
        let (_, log) = case.run(&folder, &arguments, "sarif", &mut failures);
        valid(&sarif, &serde_json::from_str(&log).unwrap(), &case.name, &mut failures);
        let named: Vec<Vec<String>> =
            messages.iter().filter(|message| message["code"] == case.code.name()).map(places).collect();
        if !named.contains(&case.places) {
            let _ = writeln!(failures, "== {}: {:?} is expected, found {named:?}", case.name, case.places);
        }
    }
    fs::remove_dir_all(&outs).unwrap();
    println!("{cases} cases, {refused} of them refused");
    assert!(refused >= 100 && failures.is_empty(), "{failures}\nUPDATE_EXPECT=1 rewrites what is expected");
}

fn schema(path: &str) -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(&fs::read_to_string(workspace().join(path)).unwrap()).unwrap();
    jsonschema::options().should_validate_formats(false).build(&schema).unwrap()
}

fn valid(schema: &jsonschema::Validator, value: &Value, name: &str, wrong: &mut String) {
    for error in schema.iter_errors(value) {
        let _ = writeln!(wrong, "== {name}: {}: {error}", error.instance_path());
    }
}

/// Codes that no input leads to, with the test that has their exact text.
const WITHOUT_A_CASE: &[(Code, &str)] = &[(Code::GW0601, "a defect of the compiler: compile/tests.rs")];

#[test]
fn every_code_has_a_case_and_a_page() {
    let said: BTreeSet<Code> = Case::all().into_iter().map(|(_, case)| case.code).collect();
    let excused: BTreeSet<Code> = WITHOUT_A_CASE.iter().map(|(code, _)| *code).collect();
    let names = |codes: Vec<&Code>| codes.iter().map(|code| code.name()).collect::<Vec<_>>().join(", ");
    let missing = Code::ALL.iter().filter(|code| !excused.contains(code) && !said.contains(code));
    assert_eq!(names(missing.collect()), "", "no file of tests/diagnostics leads to these");
    assert_eq!(names(excused.intersection(&said).collect()), "", "these have a case, so they need no excuse");
    for code in Code::ALL {
        let output = gatewright(workspace().as_path(), &["explain", code.name()]);
        let page = String::from_utf8(output.stdout).unwrap();
        let head = format!("{} ({}): {}\n\n", code.name(), code.severity().name(), code.title());
        assert!(page.starts_with(&head) && page.len() > head.len() + 30, "{page}");
    }
}

/// What concerns the gateway file and a spec shows a line of both.
#[test]
fn what_concerns_both_files_shows_both() {
    let both = [
        Code::GW0501,
        Code::GW0503,
        Code::GW0504,
        Code::GW0506,
        Code::GW0507,
        Code::GW0508,
        Code::GW0513,
        Code::GW0514,
        Code::GW0519,
        Code::GW0520,
        Code::GW0521,
        Code::GW0522,
        Code::GW0707,
    ];
    // A synthesized operation is in no spec of the user's, and a branch behind `otherwise` is wrong whatever the spec says.
    let one_file = |case: &Case| ["passthrough:", "openai: {", "otherwise:"].iter().any(|key| case.input.contains(key));
    let concerned = |case: &Case| both.contains(&case.code) && !one_file(case);
    for (_, case) in Case::all().into_iter().filter(|(_, case)| concerned(case)) {
        for file in ["gateway.yaml:", "spec.yaml:"] {
            assert!(case.said.contains(&format!(" {file}")), "{} does not show {file}", case.name);
            assert!(case.places.iter().any(|place| place.starts_with(file)), "{} expects no {file}", case.name);
        }
    }
}
