//! The clients and the upstream that this project did not write: a Python virtual environment in `target/tools/python`
//! and the npm packages in `tests/clients/node`, both with exact versions.

use std::fs;
use std::path::Path;
use std::process::Command;

use gatewright_tests::root;

use crate::{Outcome, passes};

/// Prepares both, unless what they were made from has not changed since.
pub(crate) fn prepare() -> Outcome {
    let (tools, clients) = (root().join("target/tools"), root().join("tests/clients"));
    fs::create_dir_all(&tools).map_err(|error| format!("{}: {error}", tools.display()))?;
    let python = once(&tools.join("python.done"), &clients.join("python/requirements.txt"), || {
        let venv = tools.join("python");
        let binaries = venv.join(if cfg!(windows) { "Scripts" } else { "bin" });
        let requirements = clients.join("python/requirements.txt");
        let base = if cfg!(windows) { "python" } else { "python3" };
        Ok(passes(Command::new(base).args(["-m", "venv"]).arg(&venv))?
            && passes(
                Command::new(binaries.join("python"))
                    .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
                    .arg(requirements),
            )?)
    })?;
    let node = once(&tools.join("node.done"), &clients.join("node/package-lock.json"), || {
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        passes(Command::new(npm).arg("ci").current_dir(clients.join("node")))
    })?;
    Ok(python && node)
}

/// Does `work` unless `stamp` holds the text of `source`; afterwards it does.
fn once(stamp: &Path, source: &Path, work: impl FnOnce() -> Outcome) -> Outcome {
    let wanted = fs::read(source).map_err(|error| format!("{}: {error}", source.display()))?;
    if fs::read(stamp).is_ok_and(|done| done == wanted) {
        return Ok(true);
    }
    let done = work()?;
    if done {
        fs::write(stamp, wanted).map_err(|error| format!("{}: {error}", stamp.display()))?;
    }
    Ok(done)
}
