//! Each tool takes what is written for every gateway of this repository, and refuses the same file once it is broken.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gatewright_tests::clients;

use crate::{all, put, ready, said, tool};

/// How a tool judges files.
type Judge = fn(&Path, &[PathBuf]) -> Output;

/// Runs a tool over the files of that name of every gateway; then over one of them with a part replaced.
fn judged(ending: &str, judge: Judge, broken: &[(&str, &str, &str)]) {
    if !ready() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for (name, files) in all() {
        let own = folder.path().join(&name);
        put(&own, &files);
        paths.extend(files.keys().filter(|path| path.ends_with(ending)).map(|path| own.join(path)));
    }
    assert!(paths.len() > 10, "{paths:?}");
    let output = judge(folder.path(), &paths);
    assert!(output.status.success(), "{}", said(&output));
    let text = fs::read_to_string(&paths[0]).unwrap();
    for (part, instead, complaint) in broken {
        assert!(text.contains(part), "{part}: {text}");
        fs::write(&paths[0], text.replacen(part, instead, 1)).unwrap();
        let output = judge(folder.path(), &paths[..1]);
        assert!(!output.status.success(), "{instead} is taken: {}", said(&output));
        assert!(said(&output).contains(complaint), "{instead}: {}", said(&output));
    }
}

#[test]
fn hadolint_takes_the_dockerfiles() {
    let broken = [
        ("ENTRYPOINT [", "ENTRYPOINT exec [", "DL3025"),
        ("USER 65532:65532", "USER root", "DL3002"),
        ("-slim-bookworm", "@", "unexpected"),
        ("&& cp", "&& cd", "DL3003"),
    ];
    judged("/Dockerfile", |_, paths| tool("hadolint").arg("--no-color").args(paths).output().unwrap(), &broken);
}

#[test]
fn kubernetes_takes_the_manifests() {
    let broken = [
        ("terminationGracePeriodSeconds", "terminationGracePeriod", "terminationGracePeriod"),
        ("containerPort: ", "containerPort: p", "containerPort"),
        ("  selector:\n    matchLabels:\n", "  selectors:\n    matchLabels:\n", "selector"),
        (
            "preStop:\n              sleep:\n                seconds",
            "preStop:\n              sleep:\n                second",
            "second",
        ),
    ];
    let judge: Judge = |_, paths| {
        // The oldest version that the manifests are for, and the newest that is known.
        let oldest = tool("kubernetes-validate").args(["--strict", "-k", "1.30"]).args(paths).output().unwrap();
        if oldest.status.success() {
            tool("kubernetes-validate").arg("--strict").args(paths).output().unwrap()
        } else {
            oldest
        }
    };
    judged("/kubernetes.yaml", judge, &broken);
}

#[test]
fn actionlint_takes_the_workflows() {
    let broken = [
        ("runs-on:", "run-on:", "run-on"),
        ("steps.install.outcome", "steps.installs.outcome", "installs"),
        ("contents: read", "contents: reads", "reads"),
    ];
    let judge: Judge =
        |_, paths| Command::new("node").arg(clients().join("node/actionlint.mjs")).args(paths).output().unwrap();
    judged(".yml", judge, &broken);
}

#[test]
fn zizmor_finds_no_hole_in_the_workflows() {
    let broken = [
        (
            "run: gatewright check",
            "run: echo ${{ github.event.pull_request.title }} && gatewright check",
            "template-injection",
        ),
        ("  pull_request:", "  pull_request_target:", "dangerous-triggers"),
        ("actions/cache@", "somebody/cache@", "unpinned-uses"),
    ];
    let judge: Judge = |folder, paths| {
        // Actions of GitHub's own are taken by their major version.
        let policies =
            "rules: { unpinned-uses: { config: { policies: { actions/*: ref-pin, github/*: ref-pin } } } }\n";
        let config = folder.join("zizmor.yaml");
        fs::write(&config, policies).unwrap();
        tool("zizmor").args(["--offline", "--no-progress", "--config"]).arg(config).args(paths).output().unwrap()
    };
    judged(".yml", judge, &broken);
}

#[test]
fn pre_commit_takes_the_hooks() {
    let broken = [("entry:", "entries:", "entry"), ("repo: local", "repo: https://a.example/b", "rev")];
    let judge: Judge = |_, paths| tool("pre-commit").arg("validate-config").args(paths).output().unwrap();
    judged(".pre-commit-config.yaml", judge, &broken);
}
