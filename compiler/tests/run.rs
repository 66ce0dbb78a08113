//! `gatewright run` as people use it: the real command, a real build, the printed lines pasted into a shell.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// An empty folder of this test's own.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("run-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn gatewright(name: &str, scratch: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatewright"));
    command.arg("run").arg(repository().join("specs").join(name).join("gateway.yaml"));
    command.env("TMPDIR", scratch).env_remove("GATEWAY_LISTEN").env_remove("GATEWAY_ADMIN_LISTEN");
    command
}

/// A gateway that runs; dropped, it is asked to end.
struct Running {
    child: Child,
    /// The lines to paste.
    commands: Vec<String>,
}

impl Running {
    fn start(name: &str, scratch: &Path) -> Self {
        let mut command = gatewright(name, scratch);
        command.args(["--mock", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let wanted = if name == "passthrough" { 1 } else { 2 };
        let commands = lines.by_ref().filter(|line| line.starts_with("curl ")).take(wanted).collect();
        // What else it says must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, commands }
    }

    fn stop(mut self) -> ExitStatus {
        terminate(&self.child);
        self.child.wait().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|status| status.is_none()) {
            terminate(&self.child);
            let _ = self.child.wait();
        }
    }
}

fn terminate(child: &Child) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
}

fn paste(line: &str) -> String {
    let output = Command::new("sh").args(["-c", line]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{line}\n{text}\n{}", String::from_utf8_lossy(&output.stderr));
    text
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// One gateway after the other, since they wait for the same build folder anyway.
#[test]
fn the_printed_commands_work() {
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("not tested: there is no curl on this machine");
        return;
    }
    for name in ["chat-completions", "passthrough", "azure-openai"] {
        let scratch = scratch(name);
        let running = Running::start(name, &scratch);
        let commands = running.commands.clone();
        if name == "passthrough" {
            assert_eq!(commands.len(), 1);
            let answer: serde_json::Value = serde_json::from_str(&paste(&commands[0])).unwrap();
            assert_eq!(answer["path"], "/hello");
        } else {
            assert_eq!(commands.len(), 2);
            let answer: serde_json::Value = serde_json::from_str(&paste(&commands[0])).unwrap();
            assert_eq!(answer["object"], "chat.completion", "{answer}");
            assert!(answer["choices"][0]["message"]["content"].is_string(), "{answer}");
            let stream = paste(&commands[1]);
            assert!(stream.matches("data: {").count() >= 4, "{stream}");
            assert!(stream.ends_with("data: [DONE]\n\n"), "{stream}");
        }
        // Without the key of this run nothing is answered.
        let keyless = commands[0].replace("api-key: ", "api-key: not-");
        assert!(paste(&format!("{keyless} -o {} -w '%{{http_code}}'", scratch.join("answer").display())) == "401");
        let left = || fs::read_dir(&scratch).unwrap().flatten().map(|entry| entry.file_name());
        let made = |name: &std::ffi::OsString| name.to_string_lossy().starts_with("gatewright-run-");
        assert_eq!(left().filter(made).count(), 1);
        assert_eq!(running.stop().code(), Some(0));
        assert_eq!(left().filter(made).count(), 0, "the key and the secrets of the run are gone");
    }
}

/// A program that the test makes up.
fn script(path: &Path, text: &str) {
    fs::write(path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_gateway_that_refuses_to_start_says_why() {
    let scratch = scratch("refuses");
    let gateway = scratch.join("gateway");
    script(&gateway, "echo 'error: this is what the gateway says' >&2\nexit 3");
    let built = serde_json::json!({
        "reason": "compiler-artifact", "target": { "name": "passthrough" }, "executable": gateway,
    });
    script(&scratch.join("cargo"), &format!("echo '{built}'"));
    let mut command = gatewright("passthrough", &scratch);
    command.arg("--out").arg(scratch.join("crate")).env("CARGO", scratch.join("cargo"));
    let output = command.args(["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "the gateway's own code");
    let said = said(&output);
    let own = said.find("error: this is what the gateway says\n").expect("its own words");
    assert!(said[own..].contains("error: the gateway refused to start"), "{said}");
}

#[test]
fn a_port_in_use_is_said_before_the_build() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for flag in ["--listen", "--admin-listen"] {
        let other = if flag == "--listen" { "--admin-listen" } else { "--listen" };
        let mut command = gatewright("passthrough", &scratch("port"));
        let output = command.args(["--mock", flag, &address, other, "127.0.0.1:0"]).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let expected = format!("error: {address} is in use; choose another address with `{flag} ADDR`\n");
        assert_eq!(said(&output), expected);
    }
}

#[test]
fn what_the_gateway_needs_is_said_before_the_build() {
    let scratch = scratch("needs");
    let gateway = "version: 1
name: needs
named-values: { url: { env: NEEDS_URL }, key: { secret: { env: NEEDS_KEY } }, token: { secret: { file: token.txt } } }
backends: { b: { url: \"{{url}}\", credentials: { headers: { api-key: \"{{key}}\", x-token: \"{{token}}\" } } } }
apis: { any: { passthrough: {}, backend: b, path: /any } }
subscriptions: { file: keys.yaml }
";
    fs::write(scratch.join("gateway.yaml"), gateway).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatewright"));
    command.arg("run").arg(scratch.join("gateway.yaml")).args(["--listen", "127.0.0.1:0"]);
    let output = command.env("CARGO", scratch.join("no-cargo")).env_remove("NEEDS_URL").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    for sentence in [
        "error: the environment variable NEEDS_URL is not set (the named value `url`)",
        "error: the environment variable NEEDS_KEY is not set (the secret named value `key`)",
        "token.txt (the secret named value `token`)",
        "keys.yaml (the subscriptions)",
    ] {
        assert!(said.contains(sentence), "{sentence}\n{said}");
    }
    assert!(!said.contains("can't start"), "{said}");
}

#[test]
fn a_missing_or_failing_cargo_is_said() {
    let scratch = scratch("cargo");
    let run = |cargo: &Path| {
        let mut command = gatewright("passthrough", &scratch);
        command.args(["--mock", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"]);
        command.arg("--out").arg(scratch.join("crate")).env("CARGO", cargo);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        said(&output)
    };
    let missing = run(&scratch.join("no-cargo"));
    assert!(missing.contains("error: can't start `") && missing.contains("help: install Rust"), "{missing}");

    let failing = scratch.join("cargo");
    script(&failing, "echo 'error: this is what cargo says' >&2\nexit 101");
    let failed = run(&failing);
    assert!(failed.contains("error: passthrough does not build\n\nerror: this is what cargo says\n"), "{failed}");
}
