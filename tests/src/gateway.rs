//! A gateway's binary, compiled by the library and built by cargo.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use gatewright::gateway::Runtime;
use gatewright::output::{Mode, reconcile};
use gatewright::{Input, compile, emit};

use crate::{root, target};

/// The binary of `tests/gateways/e2e`: compiled and built once a test binary; only what changed is built again.
///
/// # Panics
/// Where it doesn't compile or build.
pub fn build() -> &'static PathBuf {
    static BINARY: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    match BINARY.get_or_init(|| binary("e2e")) {
        Ok(binary) => binary,
        Err(problem) => panic!("{problem}"),
    }
}

fn binary(name: &str) -> Result<PathBuf, String> {
    let gateway = root().join("tests/gateways").join(name).join("gateway.yaml");
    built(&Input { gateway, ..Input::default() }, name)
}

/// Compiles a gateway whose name is `name`, with the workspace's runtime, and builds its binary.
///
/// # Errors
/// A sentence that says what went wrong.
pub(crate) fn built(input: &Input, name: &str) -> Result<PathBuf, String> {
    let runtime = root().join("runtime").to_string_lossy().into_owned();
    let output = compile(&Input { runtime: Some(Runtime::Path(runtime)), ..input.clone() });
    let compiled = output.compiled.ok_or_else(|| format!("{name} doesn't compile: {:?}", output.diagnostics))?;
    let folder = target().join("emitted-tests").join(name);
    let once = emit::cargo_lock(&compiled.gateway);
    reconcile(&folder, &compiled.files, &once, Mode::Write).map_err(|(path, error)| format!("{path:?}: {error}"))?;
    let built = target().join("emitted");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--quiet"]).current_dir(&folder).env("CARGO_TARGET_DIR", &built);
    match command.status() {
        Ok(status) if status.success() => Ok(built.join("debug").join(name)),
        Ok(status) => Err(format!("the emitted crate of {name} doesn't build: {status}")),
        Err(error) => Err(format!("cargo doesn't start: {error}")),
    }
}
