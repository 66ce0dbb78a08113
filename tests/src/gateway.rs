//! A gateway's binary, compiled by the library and built by cargo.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use gatewright::gateway::Runtime;
use gatewright::output::{Mode, reconcile};
use gatewright::{Input, compile, emit};

use crate::{root, target};

/// The binary of `tests/gateways/e2e`: compiled and built once a test binary; only what changed is built again.
pub fn build() -> &'static PathBuf {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| binary("e2e"))
}

fn binary(name: &str) -> PathBuf {
    let gateway = root().join("tests/gateways").join(name).join("gateway.yaml");
    let runtime = root().join("runtime").to_string_lossy().into_owned();
    let output = compile(&Input { gateway, runtime: Some(Runtime::Path(runtime)), ..Input::default() });
    let Some(compiled) = output.compiled else { panic!("{name} doesn't compile: {:?}", output.diagnostics) };
    let folder = target().join("emitted-tests").join(name);
    let once = emit::cargo_lock(&compiled.gateway);
    reconcile(&folder, &compiled.files, &once, Mode::Write).expect("the emitted crate is written");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = target().join("emitted");
    let mut command = Command::new(cargo);
    command.args(["build", "--quiet"]).current_dir(&folder).env("CARGO_TARGET_DIR", &built);
    let status = command.status().expect("cargo starts");
    assert!(status.success(), "the emitted crate of {name} doesn't build");
    built.join("debug").join(name)
}
