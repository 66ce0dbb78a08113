//! What `gatewright deploy` writes, judged by the tools that it is for, and tried: the image's commands build a gateway that
//! serves and ends as the manifest says, the hook and the workflow let a current crate pass and no other.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod dashboard;
mod hook;
mod image;
mod manifest;
mod pod;
mod tools;
mod workflow;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gatewright::deploy::{Kind, Project, files};
use gatewright::{Input, compile};
use gatewright_tests::{command, prepared, python, root};
use serde_json::Value;

/// Whether the tools are there.
fn ready() -> bool {
    prepared(env!("CARGO_BIN_EXE_xtask"))
}

/// A tool of the Python environment for these tests.
fn tool(name: &str) -> Command {
    Command::new(python("deploy").with_file_name(name))
}

/// The command in a folder.
fn gatewright(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(command()).current_dir(folder).args(arguments).output().unwrap()
}

/// What a process wrote, on both streams.
fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The documents of a YAML file, as a reader that is not ours takes them.
fn yaml(text: &str) -> Vec<Value> {
    let script = "import json, sys, yaml; print(json.dumps(list(yaml.safe_load_all(sys.argv[1]))))";
    let output = Command::new(python("deploy")).args(["-c", script, text]).output().unwrap();
    assert!(output.status.success(), "{}\n{text}", said(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Everything that is written for each gateway of this repository, by the gateway's name.
fn all() -> BTreeMap<String, BTreeMap<String, String>> {
    let folders = ["specs", "tests/gateways"].map(|folder| fs::read_dir(root().join(folder)).unwrap());
    let mut gateways: Vec<PathBuf> = folders.into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    gateways.push(root().join("tests/labs"));
    gateways.retain(|folder| folder.join("gateway.yaml").is_file());
    let all = gateways.iter().filter_map(|folder| {
        let output = compile(&Input { gateway: folder.join("gateway.yaml"), ..Input::default() });
        // Some take a document from elsewhere, and have none here.
        let gateway = output.compiled?.gateway;
        let krate = format!("made/below/{}", gateway.name);
        let check = ["gateway.yaml".to_owned(), "--out".to_owned(), krate.clone()];
        let project = Project { gateway: &gateway, krate: &krate, check: &check, image: None };
        Some((gateway.name.clone(), files(&Kind::ALL, &project).unwrap()))
    });
    let all: BTreeMap<_, _> = all.collect();
    assert!(all.len() > 10, "{}", all.len());
    all
}

/// Writes files below a folder.
fn put(folder: &Path, files: &BTreeMap<String, String>) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}
