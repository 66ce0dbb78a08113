//! The commands of the workflow, run as a runner would: by bash, in the project's folder.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use gatewright_tests::{cargo_in, command, root, scratch};
use serde_json::Value;

use crate::{gatewright, ready, said, yaml};

/// Runs a step by its name.
fn step(workflow: &Value, name: &str, folder: &Path) -> Output {
    let steps = workflow["jobs"]["crate"]["steps"].as_array().unwrap();
    let run = steps.iter().find(|step| step["name"] == name).unwrap()["run"].as_str().unwrap();
    // With what the tests' own builds of emitted crates are made with, so that they share what they compile.
    let shared = cargo_in(folder);
    let mut bash = Command::new("bash");
    bash.envs(shared.get_envs().filter_map(|(name, value)| Some((name, value?)))).env_remove("CARGO_TARGET_DIR");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(command().parent().unwrap().to_owned()).chain(std::env::split_paths(&path));
    bash.env("PATH", std::env::join_paths(path).unwrap()).env("GITHUB_PATH", "/dev/null");
    bash.env("GATEWRIGHT_URL", "").env("GATEWRIGHT_REV", "").env("CARGO_NET_OFFLINE", "true");
    bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", run]).current_dir(folder).output().unwrap()
}

#[test]
fn a_current_crate_passes_each_step_and_another_does_not() {
    if !ready() {
        return;
    }
    let project = scratch("worked");
    // A lock file is the user's once it is there, and this one may be of an older compiler.
    let _ = fs::remove_dir_all(project.join("generated"));
    fs::create_dir_all(project.join(".git")).unwrap();
    // Crates go to the nearest workspace, which this repository may be else.
    fs::write(project.join("Cargo.toml"), "[workspace]\n").unwrap();
    let gateway = "version: 1
name: worked
apis: { all: { passthrough: { url: https://a.example }, path: /all, subscription: { required: false } } }
";
    fs::write(project.join("gateway.yaml"), gateway).unwrap();
    for arguments in [&["compile"][..], &["deploy", "--for", "workflow", "--force"]] {
        let output = gatewright(&project, arguments);
        assert!(output.status.success(), "{}", said(&output));
    }
    let target = project.join("target");
    let _ = fs::remove_file(&target);
    let cargo = cargo_in(&project);
    let built = cargo.get_envs().find_map(|(name, value)| (name == "CARGO_TARGET_DIR").then_some(value?));
    fs::create_dir_all(built.unwrap()).unwrap();
    std::os::unix::fs::symlink(built.unwrap(), target).unwrap();
    let text = fs::read_to_string(project.join(".github/workflows/worked.yml")).unwrap();
    let workflow = &yaml(&text)[0];
    let toolchain = fs::read_to_string(root().join("rust-toolchain.toml")).unwrap();
    let version = workflow["env"]["RUSTUP_TOOLCHAIN"].as_str().unwrap();
    assert!(toolchain.contains(&format!("channel = \"{version}.")), "{version}: {toolchain}");

    let refused = step(workflow, "Install Gatewright", &project);
    assert!(!refused.status.success() && said(&refused).contains("GATEWRIGHT_URL: is not set"), "{}", said(&refused));
    let (check, collect) =
        ("Check that the crate is what the gateway file compiles to", "Collect the compiler's messages");
    for name in [check, collect, "Build", "Lint"] {
        let output = step(workflow, name, &project);
        assert!(output.status.success(), "{name}: {}", said(&output));
    }
    let messages =
        || -> Value { serde_json::from_str(&fs::read_to_string(project.join("gatewright.sarif")).unwrap()).unwrap() };
    assert_eq!((&messages()["version"], &messages()["runs"][0]["results"]), (&"2.1.0".into(), &Value::Array(vec![])));

    // A crate that isn't current, a gateway file that doesn't compile, and code that clippy or rustc refuses.
    let change = |path: &str, from: &str, to: &str| {
        let path = project.join(path);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
    };
    change("gateway.yaml", "/all", "/everything");
    let stale = step(workflow, check, &project);
    assert!(!stale.status.success() && said(&stale).contains("/everything"), "{}", said(&stale));
    change("gateway.yaml", "version: 1", "version: 2");
    assert!(!step(workflow, check, &project).status.success());
    assert!(step(workflow, collect, &project).status.success(), "the messages are shown however the check ended");
    assert_eq!(messages()["runs"][0]["results"][0]["level"], "error");
    let main = "generated/worked/src/main.rs";
    change(main, "fn main()", "fn idle() {}\n\nfn main()");
    assert!(!step(workflow, "Lint", &project).status.success());
    change(main, "fn idle()", "fn idle(");
    assert!(!step(workflow, "Build", &project).status.success());
}
