//! `gatewright deploy`: where its files go, what they refer to, and what is in its way.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::fs;
use std::path::Path;

use common::{errors, gatewright, scratch, tree};

const GATEWAY: &str = "version: 1
name: desk
apis: { all: { passthrough: { url: https://a.example }, path: /all, subscription: { required: false } } }
";

const ALL: &[&str] = &["--for", "dockerfile,kubernetes", "--for", "workflow,pre-commit,grafana"];

/// Runs the command, and gives its exit code with what it said.
fn deploy(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = gatewright(folder, &[&["deploy"], arguments].concat());
    assert!(output.stdout.is_empty());
    (output.status.code(), errors(&output))
}

/// A folder with a git repository, a workspace of cargo's and a gateway file in it.
fn project(name: &str, gateway: &str) -> std::path::PathBuf {
    let folder = scratch(name);
    fs::create_dir_all(folder.join(".git")).unwrap();
    let file = folder.join(gateway);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, GATEWAY).unwrap();
    // Crates go to the nearest one, which this repository may be else.
    fs::write(folder.join("Cargo.toml"), "[workspace]\n").unwrap();
    folder
}

#[test]
fn files_are_written_once_and_over_others_only_on_demand() {
    let folder = project("deploy-owned", "gateway.yaml");
    let (code, said) = deploy(&folder, ALL);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("`gatewright compile gateway.yaml --out generated/desk` writes it"), "{said}");
    let written = tree(&folder);
    let paths: Vec<&str> = written.keys().map(String::as_str).collect();
    let expected = [
        ".github/workflows/desk.yml",
        ".pre-commit-config.yaml",
        "Cargo.toml",
        "deploy/desk/Dockerfile",
        "deploy/desk/Dockerfile.dockerignore",
        "deploy/desk/kubernetes.yaml",
        "gateway.yaml",
        "grafana/desk.json",
    ];
    assert_eq!(paths, expected);
    let again = deploy(&folder, ALL).1;
    assert!(again.starts_with("nothing changed\n"), "{again}");
    // One that differs is shown, and nothing is written beside it either.
    let own = folder.join(".pre-commit-config.yaml");
    fs::write(&own, "repos: []\n").unwrap();
    fs::remove_file(folder.join("deploy/desk/Dockerfile")).unwrap();
    let (code, said) = deploy(&folder, ALL);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("-repos: []") && said.contains("+  - repo: local") && said.contains("--force"), "{said}");
    assert_eq!(fs::read_to_string(&own).unwrap(), "repos: []\n");
    assert!(!folder.join("deploy/desk/Dockerfile").exists());
    assert_eq!(deploy(&folder, &["--for", "dockerfile"]).0, Some(0), "the others are written as ever");
    assert_eq!(deploy(&folder, &[ALL, &["--force"]].concat()).0, Some(0));
    assert_eq!(tree(&folder), written);
}

/// A check in CI compiles what was compiled here, wherever the gateway file is.
#[test]
fn paths_start_where_the_repository_does() {
    let folder = project("deploy-below", "specs/desk/gateway.yaml");
    fs::write(folder.join("Cargo.toml"), "[workspace]\n").unwrap();
    let arguments =
        ["gateway.yaml", "--server-url", "all=https://b.example", "--for", "workflow,pre-commit,dockerfile"];
    let (code, said) = deploy(&folder.join("specs/desk"), &arguments);
    assert_eq!(code, Some(0), "{said}");
    let check = "gatewright check specs/desk/gateway.yaml --server-url all=https://b.example --out generated/desk";
    let hook = fs::read_to_string(folder.join(".pre-commit-config.yaml")).unwrap();
    assert!(hook.contains(&format!("entry: {check}\n")), "{hook}");
    let workflow = fs::read_to_string(folder.join(".github/workflows/desk.yml")).unwrap();
    assert!(workflow.contains(&format!("run: {check}\n")), "{workflow}");
    // The very words work from there.
    let words: Vec<&str> = check.split(' ').skip(1).collect();
    assert_eq!(gatewright(&folder, &[&["compile"], &words[1..]].concat()).status.code(), Some(0));
    assert_eq!(gatewright(&folder, &words).status.code(), Some(0));
    fs::remove_file(folder.join("generated/desk/src/main.rs")).unwrap();
    assert_eq!(gatewright(&folder, &words).status.code(), Some(1));
}

#[test]
fn what_is_wrong_is_told_and_nothing_is_written() {
    let folder = project("deploy-wrong", "gateway.yaml");
    fs::create_dir(folder.join("with space")).unwrap();
    fs::write(folder.join("with space/gateway.yaml"), GATEWAY).unwrap();
    let wrong = GATEWAY.replace("version: 1", "version: 2");
    fs::write(folder.join("wrong.yaml"), wrong).unwrap();
    let before = tree(&folder);
    for (arguments, code, words) in [
        (vec![], 2, "--for"),
        (vec!["--for", "helm"], 2, "dockerfile, kubernetes, workflow, pre-commit"),
        (vec!["--for", "kubernetes", "--image", "a b"], 2, "--image"),
        (vec!["wrong.yaml", "--for", "kubernetes"], 1, "error[GW"),
        (vec!["nowhere.yaml", "--for", "kubernetes"], 1, "nowhere.yaml"),
        (vec!["with space/gateway.yaml", "--for", "pre-commit"], 1, "`with space/"),
        (vec!["--for", "dockerfile", "--out", ".."], 1, "--project"),
        (vec!["--for", "dockerfile", "--out", "."], 1, "a folder of its own"),
        (vec!["--for", "dockerfile", "--runtime", "path:/opt/runtime"], 1, "runtime: vendored"),
    ] {
        let (found, said) = deploy(&folder, &arguments);
        assert_eq!(found, Some(code), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
    assert_eq!(tree(&folder), before);
}
