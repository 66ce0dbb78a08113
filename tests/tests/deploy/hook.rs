//! The hook, run by pre-commit itself in a repository of git.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use gatewright_tests::command;

use crate::{gatewright, ready, said, tool};

const GATEWAY: &str = "version: 1
name: hooked
apis: { all: { passthrough: { url: https://a.example }, path: /all, subscription: { required: false } } }
";

/// Git and pre-commit, which know nothing of who runs the test; the command is on their path.
fn clean(command_line: &mut Command, folder: &Path) -> Output {
    let binaries = command().parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(binaries).chain(std::env::split_paths(&path));
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "PRE_COMMIT"] {
        command_line.env_remove(name);
    }
    command_line.current_dir(folder).env("PATH", std::env::join_paths(path).unwrap());
    command_line.env("PRE_COMMIT_HOME", folder.join(".git/pre-commit")).env("HOME", folder.join(".git"));
    command_line.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    for who in ["AUTHOR", "COMMITTER"] {
        command_line.env(format!("GIT_{who}_NAME"), "somebody").env(format!("GIT_{who}_EMAIL"), "somebody@a.example");
    }
    command_line.output().unwrap()
}

fn git(folder: &Path, arguments: &[&str]) -> Output {
    clean(Command::new("git").args(arguments), folder)
}

fn done(output: &Output) {
    assert!(output.status.success(), "{}", said(output));
}

#[test]
fn a_commit_with_a_crate_that_is_not_current_is_refused() {
    if !ready() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = &folder.path().canonicalize().unwrap();
    fs::write(folder.join("gateway.yaml"), GATEWAY).unwrap();
    done(&git(folder, &["init", "--quiet", "."]));
    for arguments in [&["compile"][..], &["deploy", "--for", "pre-commit"]] {
        done(&gatewright(folder, arguments));
    }
    done(&clean(tool("pre-commit").arg("install"), folder));
    done(&git(folder, &["add", "--all"]));
    let committed = git(folder, &["commit", "--message", "A gateway"]);
    done(&committed);
    assert!(said(&committed).contains("hooked is what its gateway file compiles to"), "{}", said(&committed));

    // The gateway file is changed, and the crate is not.
    fs::write(folder.join("gateway.yaml"), GATEWAY.replace("/all", "/everything")).unwrap();
    done(&git(folder, &["add", "--all"]));
    let refused = git(folder, &["commit", "--message", "Another prefix"]);
    let said = said(&refused);
    assert!(!refused.status.success() && said.contains("Failed") && said.contains("/everything"), "{said}");
    assert!(!clean(tool("pre-commit").args(["run", "--all-files"]), folder).status.success());
    done(&gatewright(folder, &["compile"]));
    // What is not staged is not what is committed.
    let behind = git(folder, &["commit", "--message", "Another prefix"]);
    assert!(!behind.status.success(), "the crate that would be committed is still the old one");
    done(&git(folder, &["add", "--all"]));
    done(&git(folder, &["commit", "--message", "Another prefix"]));
    done(&clean(tool("pre-commit").args(["run", "--all-files"]), folder));

    // One that is edited by hand, and a gateway file that doesn't compile.
    let main = folder.join("generated/hooked/src/main.rs");
    let text = fs::read_to_string(&main).unwrap();
    fs::write(&main, format!("{text}// mine\n")).unwrap();
    assert!(!clean(tool("pre-commit").args(["run", "--all-files"]), folder).status.success());
    fs::write(&main, text).unwrap();
    fs::write(folder.join("gateway.yaml"), GATEWAY.replace("version: 1", "version: 2")).unwrap();
    let refused = clean(tool("pre-commit").args(["run", "--all-files"]), folder);
    assert!(!refused.status.success() && crate::said(&refused).contains("error[GW"), "{}", crate::said(&refused));
}
