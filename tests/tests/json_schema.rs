//! The JSON Schema Test Suite: an instance is a request, and the emitted gateway says whether it is valid.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use gatewright::diagnostic::{Code, Format, render};
use gatewright::{Input, compile};
use gatewright_tests::suite::{Group, Ratchet, document, expressible, folder, groups, remotes};
use gatewright_tests::{Profile, Running, Site, Upstream, built, root, scratch};
use serde_json::{Map, Value};

/// A draft, the version of OpenAPI whose schemas are its schemas, and how many of its tests are asked.
const DRAFTS: [(&str, &str, usize); 2] = [("draft4", "3.0.3", 416), ("draft2020-12", "3.1.0", 1299)];

const GATEWAY: &str = "version: 1
name: NAME
listen: 127.0.0.1:0
repairs: { disable: all }
named-values: { backend-url: { env: BACKEND_URL, default: 'http://127.0.0.1:1' } }
backends: { judge: { url: '{{backend-url}}' } }
apis:
";

const API: &str = "  DRAFT:
    spec: DRAFT.json
    path: /DRAFT
    backend: judge
    subscription: { required: false }
    validate: { unions: closed }
";

/// A draft, its version of OpenAPI, its remote documents, and some of its groups by their place among all.
type Draft<'g> = (&'g str, &'g str, &'g Map<String, Value>, Vec<(usize, &'g Group)>);

/// Writes a gateway over some groups of each draft; where its gateway file is.
fn write(folder: &Path, name: &str, drafts: &[Draft<'_>]) -> PathBuf {
    let mut text = GATEWAY.replace("NAME", name);
    for (draft, version, remotes, groups) in drafts {
        let document = document(version, groups.iter().copied(), remotes);
        fs::write(folder.join(format!("{draft}.json")), document.to_string()).unwrap();
        text.push_str(&API.replace("DRAFT", draft));
    }
    let path = folder.join("gateway.yaml");
    fs::write(&path, text).unwrap();
    path
}

/// What the compiler says where it leaves something out: no verdict counts that comes of that.
const LEFT_OUT: [Code; 4] = [Code::GW0208, Code::GW0310, Code::GW0311, Code::GW0312];

/// Why a schema isn't checked as it stands, if it isn't.
fn refusal(folder: &Path, draft: Draft<'_>) -> Option<String> {
    let gateway = write(folder, "one", &[draft]);
    let output = compile(&Input { gateway, ..Input::default() });
    let left_out = output.diagnostics.iter().any(|said| LEFT_OUT.contains(&said.code));
    (left_out || output.compiled.is_none()).then(|| render(&output.diagnostics, &output.sources, Format::Short, false))
}

/// Sends every instance; those that were judged otherwise than the suite does.
fn wrong(gateway: &mut Running, draft: &str, groups: &[(usize, &Group)]) -> BTreeSet<String> {
    let mut client = gateway.client();
    let mut wrong = BTreeSet::new();
    for (index, group) in groups {
        for test in &group.tests {
            let body = test.data.to_string();
            client.request("POST", &format!("/{draft}/{index}"), "content-type: application/json\r\n", body.as_bytes());
            let response = client.response();
            assert!(
                [200, 400].contains(&response.status()),
                "{}: {}",
                name(draft, group, &test.description),
                response.text()
            );
            if (response.status() == 200) != test.valid {
                wrong.insert(name(draft, group, &test.description));
            }
        }
    }
    wrong
}

fn name(draft: &str, group: &Group, test: &str) -> String {
    format!("{draft}/{}: {} / {test}", group.file, group.description)
}

#[test]
fn emitted_checks_judge_as_the_suite_does() {
    let Some(suite) = folder() else {
        println!("skipped: there is no JSON Schema Test Suite");
        return;
    };
    let folder = scratch("json-schema");
    let all = DRAFTS.map(|(draft, version, count)| {
        let mut groups = groups(&suite, draft);
        if version.starts_with("3.0") {
            groups.retain(|group| expressible(&group.schema));
        }
        assert!(groups.iter().map(|group| group.tests.len()).sum::<usize>() >= count, "tests of {draft} are missing");
        let remotes = if version.starts_with("3.0") { Map::new() } else { remotes(&suite, draft) };
        (draft, version, remotes, groups)
    });
    let (mut compiled, mut failed, mut refusals) = (Vec::new(), Vec::new(), String::new());
    for (draft, version, remotes, groups) in &all {
        let mut fine = Vec::new();
        for (index, group) in groups.iter().enumerate() {
            match refusal(&folder, (draft, version, remotes, vec![(index, group)])) {
                None => fine.push((index, group)),
                Some(said) => {
                    refusals.push_str(&said);
                    failed.extend(group.tests.iter().map(|test| name(draft, group, &test.description)));
                }
            }
        }
        compiled.push((*draft, *version, remotes, fine));
    }
    let gateway = write(&folder, "json-schema", &compiled);
    let binary = built(&Input { gateway, ..Input::default() }, "json-schema", Profile::Dev).unwrap();
    let upstream = Upstream::answering(|_, _| b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec());
    let mut gateway = Running::of(&binary, Site::new().before(&upstream));
    for (draft, _, _, groups) in &compiled {
        failed.extend(wrong(&mut gateway, draft, groups));
    }
    report(&all, &failed);
    print!("{refusals}");
    Ratchet::read(&root().join("tests/json-schema.ratchet")).settle(&failed);
}

/// A draft, its version of OpenAPI, its remote documents, and all of its groups.
type Whole<'g> = (&'g str, &'g str, Map<String, Value>, Vec<Group>);

/// Prints how many tests of each file passed.
fn report(all: &[Whole<'_>], failed: &[String]) {
    for (draft, _, _, groups) in all {
        let mut files: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
        for group in groups {
            for test in &group.tests {
                let passed = usize::from(!failed.contains(&name(draft, group, &test.description)));
                let file = files.entry(&group.file).or_default();
                *file = [file[0] + passed, file[1] + 1];
            }
        }
        for (file, [passed, all]) in &files {
            println!("{draft}/{file}: {passed} of {all}");
        }
        let sum = |at: usize| files.values().map(|counts| counts[at]).sum::<usize>();
        println!("{draft}: {} of {} tests pass", sum(0), sum(1));
    }
}
