//! The official OpenAI SDKs through a built gateway, unmodified but for base URL and key, before an upstream that is not
//! ours either.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::process::Command;

use gatewright_tests::{KEYS, Mock, Running, Sample, clients, prepared, python};

/// Each client makes at least so many checks.
const LEAST: usize = 10;

/// Runs a client's checks and prints its lines.
fn run(program: &Path, script: &str) {
    let upstream = Mock::aimock();
    let mut gateway: Running = Sample::build("azure-openai", None).start_before(&upstream.url());
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
fn with_python() {
    if prepared(env!("CARGO_BIN_EXE_xtask")) {
        run(&python("python"), "python/azure_openai.py");
    }
}

#[test]
fn with_node() {
    if prepared(env!("CARGO_BIN_EXE_xtask")) {
        run(Path::new("node"), "node/azure.mjs");
    }
}
