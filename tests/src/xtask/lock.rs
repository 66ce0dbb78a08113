//! `templates/Cargo.lock`: what the compiler writes beside a crate that has none, with the versions that this workspace
//! was tested with.

use std::fs;

use gatewright::Input;
use gatewright::gateway::Runtime;
use gatewright_tests::{cargo_in, root, write};

use crate::{Outcome, passes};

/// The least gateway: every emitted crate has the same dependencies.
const GATEWAY: &str = "version: 1
name: gateway
apis:
  any: { passthrough: { url: https://backend.example }, path: /any, subscription: { required: false } }
";

/// Lets cargo cut the workspace's lock file down to what an emitted crate needs.
pub(crate) fn refresh() -> Outcome {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let gateway = folder.path().join("gateway.yaml");
    fs::write(&gateway, GATEWAY).map_err(|error| error.to_string())?;
    write(&Input { gateway, runtime: Some(Runtime::Vendored), ..Input::default() }, folder.path())?;
    let lock = folder.path().join("Cargo.lock");
    copy(&root().join("Cargo.lock"), &lock)?;
    if !passes(cargo_in(folder.path()).args(["update", "--workspace", "--quiet"]))? {
        return Ok(false);
    }
    copy(&lock, &root().join("templates/Cargo.lock"))?;
    Ok(true)
}

fn copy(from: &std::path::Path, to: &std::path::Path) -> Result<(), String> {
    fs::copy(from, to).map(drop).map_err(|error| format!("{} to {}: {error}", from.display(), to.display()))
}
