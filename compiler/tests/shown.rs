//! What is shown of a compiled gateway: `explain` and `routes`, and the description that callers get.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{errors, gatewright, scratch, value, workspace};
use gatewright::gateway::{Gateway, SectionKind, pipeline};
use gatewright::policy::catalogue::ENTRIES;
use gatewright::{Input, compile};
use serde_json::Value;

fn shown(folder: &Path, arguments: &[&str]) -> String {
    let output = gatewright(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", errors(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn cases() -> Vec<PathBuf> {
    let folders =
        ["tests/cases", "specs", "tests/gateways"].map(|folder| fs::read_dir(workspace().join(folder)).unwrap());
    let mut all: Vec<PathBuf> = folders.into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    all.retain(|path| path.join("gateway.yaml").is_file());
    all.sort();
    all
}

fn linked(folder: &Path) -> Option<Gateway> {
    let input = Input { gateway: folder.join("gateway.yaml"), ..Input::default() };
    compile(&input).compiled.map(|compiled| compiled.gateway)
}

/// Every kind of policy is shown in the pipeline of an operation, with the line of the gateway file that it stands in.
#[test]
fn explain_shows_each_kind_of_policy_with_its_origin() {
    let mut left: Vec<&str> = ENTRIES.iter().map(|entry| entry.name).collect();
    for folder in cases() {
        let text = fs::read_to_string(folder.join("gateway.yaml")).unwrap();
        if !left.iter().any(|name| text.contains(&format!("{name}:"))) {
            continue;
        }
        let Some(gateway) = linked(&folder) else { continue };
        for api in &gateway.apis {
            for operation in &api.operations {
                let steps = SectionKind::ALL.into_iter().flat_map(|kind| pipeline(&gateway, api, operation, kind));
                let names: Vec<&str> =
                    steps.flat_map(|(_, policy)| policy.tree()).map(|policy| policy.entry.name).collect();
                if !names.iter().any(|name| left.contains(name)) {
                    continue;
                }
                let explained = shown(&folder, &["explain", &format!("{}/{}", api.name, operation.id)]);
                for name in names {
                    let found = explained.lines().any(|line| {
                        let mut words = line.split_whitespace().skip_while(|word| !word.contains(".yaml:"));
                        let Some((file, at)) = words.next().and_then(|place| place.rsplit_once(':')) else {
                            return false;
                        };
                        let text = fs::read_to_string(folder.join(file)).unwrap();
                        let written = text.lines().nth(at.parse::<usize>().unwrap() - 1).unwrap();
                        words.next() == Some(name) && written.contains(name)
                    });
                    assert!(found, "{}: `{name}` has no origin in\n{explained}", folder.display());
                    left.retain(|other| *other != name);
                }
            }
        }
    }
    assert!(left.is_empty(), "never shown: {left:?}");
}

const GATEWAY: &str = r#"version: 1
name: shown
named-values: { key: { secret: { env: KEY } } }
backends:
  main: { url: https://main.example }
  spare: { url: https://spare.example }
  fleet:
    pool:
      members: [ { backend: main }, { backend: spare } ]
      retry: { attempts: 2, max-body: 1MiB }
apis:
  notes:
    spec: spec.yaml
    backend: fleet
    path: /v1
    subscription: { header: x-key, query: key, bearer: true }
    parameters: { version: { allow: ["2", "3"], default: "3" }, kind: { allow: [short] } }
    policies:
      inbound:
        - rate-limit: { calls: 10, renewal-period: 1m }
    operations:
      addNote:
        policies:
          inbound:
            - choose:
                - when: "${request.body.text == 'a'}"
                  do: [ { set-backend-service: spare } ]
                - otherwise:
                    - return-response: { status: 409 }
subscriptions: { file: subscriptions.yaml }
"#;

const SPEC: &str = r#"openapi: 3.0.3
info: { title: Notes, version: "1" }
servers: [ { url: https://notes.example } ]
paths:
  /notes/{kind}:
    parameters:
      - { name: kind, in: path, required: true, schema: { type: string } }
    post:
      operationId: addNote
      parameters:
        - { name: version, in: query, required: true, schema: { type: integer } }
      requestBody:
        required: true
        content:
          application/json:
            schema: { type: object, required: [text], properties: { text: { type: string } } }
      responses:
        "200": { description: Added }
        "429": { description: Too many notes }
"#;

fn notes(name: &str) -> PathBuf {
    let folder = scratch(name);
    fs::write(folder.join("gateway.yaml"), GATEWAY).unwrap();
    fs::write(folder.join("spec.yaml"), SPEC).unwrap();
    folder
}

#[test]
fn explain_shows_what_is_read_and_held_back() {
    let folder = notes("explain");
    let text = shown(&folder, &["explain", "addNote"]);
    let expected = "notes/addNote
  route             POST /v1/notes/{kind}
  subscription key  required
  backend           fleet, or spare by policy
  request           application/json buffered, since all of it is checked; up to 1MiB kept to be sent again
  answer            streamed through, unread

inbound
  api        gateway.yaml:20  rate-limit { calls: 10, renewal-period: 60s }
  operation  gateway.yaml:25  choose
                                reads /text of the request's body, which is buffered
                                when \"${request.body.text == 'a'}\"
             gateway.yaml:27      set-backend-service { backend-id: spare }
                                otherwise
             gateway.yaml:29      return-response { status: 409 }

backend
  nothing

outbound
  nothing

on-error
  nothing
";
    assert_eq!(text, expected, "{}", common::difference(expected, &text));
}

#[test]
fn routes_show_key_limits_and_backends() {
    let text = shown(&notes("routes"), &["routes"]);
    let columns = |line: &str| {
        line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let lines: Vec<Vec<String>> = text.lines().map(columns).collect();
    assert_eq!(lines[0], ["METHOD", "PATH", "OPERATION", "KEY", "BACKEND", "LIMITS", "POLICIES", "REQUEST"]);
    assert_eq!(
        lines[1],
        [
            "POST",
            "/v1/notes/{kind}",
            "notes/addNote",
            "required",
            "fleet, or spare by policy",
            "rate-limit: 10 calls per 1m",
            "rate-limit, choose",
            "application/json buffered, since all of it is checked; up to 1MiB kept to be sent again",
        ]
    );
}

#[test]
fn callers_are_told_of_keys_limits_and_parameters() {
    let folder = notes("told");
    shown(&folder, &["compile", "--out", "out"]);
    let text = fs::read_to_string(folder.join("out/openapi/notes.json")).unwrap();
    let published: Value = serde_json::from_str(&text).unwrap();
    let schemes = &published["components"]["securitySchemes"];
    assert_eq!(schemes["header-x-key"]["name"], "x-key");
    assert_eq!(schemes["query-key"]["in"], "query");
    assert_eq!(schemes["bearer"]["scheme"], "bearer");
    let operation = &published["paths"]["/notes/{kind}"]["post"];
    let parameter = |name: &str| {
        let all = operation["parameters"].as_array().unwrap();
        all.iter().find(|parameter| parameter["name"] == name).unwrap()
    };
    assert_eq!(parameter("version")["schema"], serde_json::json!({ "type": "integer", "enum": [2, 3], "default": 3 }));
    assert!(parameter("version").get("required").is_none(), "what has a default may be left out");
    assert_eq!(parameter("kind")["schema"], serde_json::json!({ "type": "string", "enum": ["short"] }));
    let responses = &operation["responses"];
    assert_eq!(responses["200"]["description"], "Added");
    assert_eq!(responses["401"]["description"], "The gateway's own answer: `invalid_key` or `missing_key`.");
    assert_eq!(responses["413"]["description"], "The gateway's own answer: `body_too_large`.");
    assert_eq!(responses["409"]["description"], "The gateway's own answer.");
    assert_eq!(responses["429"]["description"], "Too many notes", "what the document says stays");
    assert_eq!(responses["429"]["headers"]["Retry-After"]["schema"]["type"], "integer");
    let readme = fs::read_to_string(folder.join("out/README.md")).unwrap();
    for line in [
        "A subscription key is required, in the header `x-key`, the query parameter `key`, `Authorization: Bearer`.",
        "A body that is read may hold 4MiB; the backend has 5m until its answer begins, and 5m between two parts of it.",
        "| `addNote` | `POST /v1/notes/{kind}` | application/json, read whole and checked | `rate-limit: 10 calls per 1m` |",
        "| `version` | query | `2`, `3` | `3` |",
        "| `kind` | path | `short` | refused |",
        "| 429 | `rate_limit_exceeded` | `Retry-After` | `rate-limit` |",
        "| 401 | `invalid_key` or `missing_key` |  | `gateway` |",
    ] {
        assert!(readme.contains(line), "{line}\nis not in\n{readme}");
    }
}

/// By a crate that knows OpenAPI 3.0: what it reads of a document as that came, it reads as it is published.
#[test]
fn what_is_published_is_openapi() {
    let mut count = 0;
    for folder in cases() {
        let input = Input { gateway: folder.join("gateway.yaml"), ..Input::default() };
        let Some(compiled) = compile(&input).compiled else { continue };
        for api in &compiled.gateway.apis {
            let (Some(text), Some(document)) = (&api.description, compiled.documents.get(&api.name)) else { continue };
            if serde_json::from_value::<openapiv3::OpenAPI>(value(document)).is_err() {
                continue;
            }
            count += 1;
            if let Err(error) = serde_json::from_str::<openapiv3::OpenAPI>(text) {
                panic!("{}: {}: {error}", folder.display(), api.name);
            }
        }
    }
    assert!(count > 100, "{count}");
}

/// The causes that the catalogue names are those that the runtime answers with.
#[test]
fn refusals_are_the_runtimes() {
    let mut text = String::new();
    let mut folders = vec![workspace().join("runtime/src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                text += &fs::read_to_string(path).unwrap();
            }
        }
    }
    let codes = ENTRIES.iter().flat_map(|entry| entry.refusals).flat_map(|refusal| refusal.codes);
    let unknown: Vec<&&str> = codes.filter(|code| !text.contains(&format!("\"{code}\""))).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
