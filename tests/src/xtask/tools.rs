//! The clients, upstreams and linters that this project did not write, with exact versions: Python virtual environments in
//! `target/tools`, since what stands on the OpenAI SDK wants an older one, and the npm packages in `tests/clients/node`.

use std::fs;
use std::path::Path;
use std::process::Command;

use gatewright_tests::root;

use crate::{Outcome, passes};

/// Prepares them, unless what they were made from has not changed since.
pub(crate) fn prepare() -> Outcome {
    let (tools, clients) = (root().join("target/tools"), root().join("tests/clients"));
    fs::create_dir_all(&tools).map_err(|error| format!("{}: {error}", tools.display()))?;
    let mut all = true;
    for (name, file) in [
        ("python", "requirements.txt"),
        ("frameworks", "frameworks.txt"),
        ("deploy", "deploy.txt"),
        ("telemetry", "telemetry.txt"),
    ] {
        let requirements = clients.join("python").join(file);
        let done = tools.join(name).with_extension("done");
        all &= once(&done, &requirements, || environment(&tools.join(name), &requirements))?;
    }
    all &= once(&tools.join("node.done"), &clients.join("node/package-lock.json"), || {
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        passes(Command::new(npm).arg("ci").current_dir(clients.join("node")))
    })?;
    Ok(all)
}

/// A virtual environment with the packages of a file, which names every one of them.
fn environment(folder: &Path, requirements: &Path) -> Outcome {
    let base = if cfg!(windows) { "python" } else { "python3" };
    let mut install = Command::new(folder.join(if cfg!(windows) { "Scripts" } else { "bin" }).join("python"));
    install.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-compile",
        "--requirement",
    ]);
    Ok(passes(Command::new(base).args(["-m", "venv"]).arg(folder))? && passes(install.arg(requirements))?)
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
