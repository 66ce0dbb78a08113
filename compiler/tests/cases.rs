//! Golden cases: each folder of `tests/cases` is compiled, and its messages and emitted files are compared with what
//! stands beside its input.
//!
//! A case holds a gateway file, whatever that refers to, and `args` with further arguments, one a line. Expected are
//! `diagnostics.txt` (the short format), `exit` where it is not 0, and each file that is present below `expected`.
//! `UPDATE_EXPECT=1` rewrites them; a file that a case is to compare from then on is created empty before.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use common::{difference, errors, gatewright, scratch, tree, workspace};

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> =
        fs::read_dir(workspace().join("tests/cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

#[test]
fn every_case_gives_what_is_expected() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let outs = scratch("cases");
    let mut failures = String::new();
    let all = cases();
    for case in &all {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let found = Found::of(case, &outs.join(&name));
        if update {
            found.write(case);
        }
        let wrong = found.wrong(case);
        println!("{} {name}", if wrong.is_empty() { "ok    " } else { "FAILED" });
        if !wrong.is_empty() {
            let _ = writeln!(failures, "\n== {name}\n{wrong}");
        }
    }
    fs::remove_dir_all(&outs).unwrap();
    println!("{} cases", all.len());
    assert!(failures.is_empty(), "{failures}\nUPDATE_EXPECT=1 rewrites what is expected");
}

/// What came of a case.
struct Found {
    exit: i32,
    diagnostics: String,
    files: std::collections::BTreeMap<String, String>,
}

impl Found {
    fn of(case: &Path, out: &Path) -> Self {
        let further = fs::read_to_string(case.join("args")).unwrap_or_default();
        let mut arguments =
            vec!["compile", "--message-format", "short", "--all-messages", "--out", out.to_str().unwrap()];
        arguments.extend(further.lines());
        let output = gatewright(case, &arguments);
        let exit = output.status.code().expect("it ends by itself");
        let mut diagnostics = errors(&output);
        if exit == 0 {
            // The last line says where the crate is and how many files it has.
            let last = diagnostics.trim_end().rfind('\n').map_or(0, |at| at + 1);
            diagnostics.truncate(last);
        } else {
            assert!(!out.exists(), "{} was written to although there was an error", out.display());
        }
        Self { exit, diagnostics, files: tree(out) }
    }

    fn wrong(&self, case: &Path) -> String {
        let mut wrong = String::new();
        let expected = fs::read_to_string(case.join("diagnostics.txt")).unwrap_or_default();
        if expected != self.diagnostics {
            let _ = writeln!(wrong, "diagnostics.txt:\n{}", difference(&expected, &self.diagnostics));
        }
        let exit = fs::read_to_string(case.join("exit")).map_or(0, |text| text.trim().parse().unwrap());
        if exit != self.exit {
            let _ = writeln!(wrong, "exit: {exit} is expected, it was {}", self.exit);
        }
        for (path, expected) in tree(&case.join("expected")) {
            match self.files.get(&path) {
                None => drop(writeln!(wrong, "{path}: is not emitted")),
                Some(text) if *text != expected => {
                    let _ = writeln!(wrong, "{path}:\n{}", difference(&expected, text));
                }
                Some(_) => {}
            }
        }
        wrong
    }

    fn write(&self, case: &Path) {
        put(&case.join("diagnostics.txt"), (!self.diagnostics.is_empty()).then_some(&self.diagnostics));
        put(&case.join("exit"), (self.exit != 0).then(|| format!("{}\n", self.exit)).as_ref());
        for path in tree(&case.join("expected")).into_keys() {
            put(&case.join("expected").join(&path), self.files.get(&path));
        }
    }
}

fn put(path: &Path, text: Option<&String>) {
    match text {
        Some(text) => fs::write(path, text).unwrap(),
        None => drop(fs::remove_file(path)),
    }
}

/// Whichever of the five ways names the upstream, calls go to one and the same URL; of several at once the strongest wins.
#[test]
fn five_ways_lead_to_one_upstream() {
    for way in ["server-variables", "server-url", "edited", "backend", "overlay", "overlay-argument", "all-at-once"] {
        let path = workspace().join(format!("tests/cases/upstream-{way}/expected/src/backends.rs"));
        let text = fs::read_to_string(path).unwrap();
        assert_eq!(text.matches("\"https://contoso.example/openai\"").count(), 1, "{way}:\n{text}");
    }
}

/// What `docs/openapi.md` says is supported is shown by the cases that it names: what is emitted, and what requests get.
#[test]
fn the_page_on_openapi_names_cases_that_show_it() {
    let page = fs::read_to_string(workspace().join("docs/openapi.md")).unwrap();
    let tests = fs::read_dir(workspace().join("tests/tests")).unwrap().map(|entry| entry.unwrap().path());
    let tests: String = tests.filter(|path| path.is_file()).map(|path| fs::read_to_string(path).unwrap()).collect();
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.ends_with("| cases |"));
    let mut named = std::collections::BTreeSet::new();
    for row in rows {
        let column = row.trim_end_matches('|').rsplit('|').next().unwrap_or_default();
        let cases: Vec<&str> = column.split('`').skip(1).step_by(2).collect();
        assert!(!cases.is_empty(), "no case: {row}");
        named.extend(cases);
    }
    for case in named.iter().map(|case| case.to_string()) {
        let folder = workspace().join("tests/cases").join(&case);
        let emitted = tree(&folder.join("expected")).keys().any(|path| path.starts_with("src/"));
        assert!(emitted, "{case} shows nothing that is emitted");
        let asked = folder.join("requests.txt").exists() || tests.contains(&format!("\"{case}\""));
        assert!(asked, "{case} shows no request");
    }
    // A case with requests that the page doesn't name is one that nobody finds.
    let unnamed = cases().into_iter().filter(|case| case.join("requests.txt").exists());
    let names = unnamed.map(|case| case.file_name().unwrap().to_string_lossy().into_owned());
    let unnamed: Vec<String> = names.filter(|name| !named.contains(name.as_str())).collect();
    assert!(unnamed.is_empty(), "docs/openapi.md names none of {}", unnamed.join(", "));
}
