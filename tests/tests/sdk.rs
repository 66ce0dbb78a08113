//! The official OpenAI SDKs through a built gateway, unmodified but for base URL and key, before an upstream that is not
//! ours either.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Once;

use gatewright_tests::{BACKEND_KEY, KEYS, Running, Sample, root};

/// Each client makes at least so many checks.
const LEAST: usize = 10;

/// The npm package aimock, which admits nobody but the gateway's own key. It ends when dropped.
struct Aimock {
    process: Child,
    port: u16,
    /// It ends with this, should nobody be left to drop it.
    _input: Option<ChildStdin>,
}

impl Aimock {
    fn start() -> Self {
        let mut command = Command::new("node");
        command.arg(clients().join("node/upstream.mjs")).env("UPSTREAM_KEY", BACKEND_KEY).env("PORT", "0");
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("node starts");
        let input = process.stdin.take();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().strip_prefix("listening on ").expect("it says where it listens").parse().unwrap();
        Self { process, port, _input: input }
    }
}

impl Drop for Aimock {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn clients() -> std::path::PathBuf {
    root().join("tests/clients")
}

/// Puts the SDKs in place, as `cargo xtask tools` does; that takes a moment where they are.
fn prepare() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let status = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("tools").status().expect("xtask starts");
        assert!(status.success(), "the clients could not be prepared");
    });
}

/// Runs a client's checks and prints its lines.
fn run(program: &Path, script: &str) {
    let upstream = Aimock::start();
    let mut gateway: Running =
        Sample::build("azure-openai", None).start_before(&format!("http://127.0.0.1:{}", upstream.port));
    let mut command = Command::new(program);
    command.arg(clients().join(script));
    command.env("GATEWAY_URL", format!("http://{}/my-openai-api", gateway.address())).env("GATEWAY_KEY", KEYS[1]);
    command.env_remove("GATEWAY_CHECKS");
    let output = command.output().expect("the client starts");
    let text = String::from_utf8_lossy(&output.stdout);
    print!("{text}{}", String::from_utf8_lossy(&output.stderr));
    let count = |mark: &str| text.lines().filter(|line| line.starts_with(mark)).count();
    assert_eq!(count("FAIL "), 0);
    assert!(output.status.success(), "{}", output.status);
    assert!(count("ok ") >= LEAST, "{} checks", count("ok "));
}

#[test]
fn python() {
    prepare();
    let binaries = if cfg!(windows) { "Scripts" } else { "bin" };
    run(&root().join("target/tools/python").join(binaries).join("python"), "python/azure.py");
}

#[test]
fn node() {
    prepare();
    run(Path::new("node"), "node/azure.mjs");
}
