//! A gateway's binary, compiled by the library and built by cargo.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock, PoisonError};

use gatewright::gateway::{Origin, Runtime};
use gatewright::output::{Mode, reconcile};
use gatewright::{Compiled, Input, compile, emit};

use crate::{root, target};

/// How a binary is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Soon.
    Dev,
    /// Well.
    Release,
}

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

/// The binary of the gateway in `tests/gateways/{name}`, which has that name; as [`build`] otherwise.
///
/// # Panics
/// Where it doesn't compile or build.
#[must_use]
pub fn build_other(name: &str) -> PathBuf {
    binary(name).unwrap_or_else(|problem| panic!("{problem}"))
}

fn binary(name: &str) -> Result<PathBuf, String> {
    let gateway = root().join("tests/gateways").join(name).join("gateway.yaml");
    built(&Input { gateway, ..Input::default() }, name, Profile::Dev)
}

/// Compiles a gateway whose name is `name`, with the workspace's runtime, and builds its binary.
///
/// # Errors
/// A sentence that says what went wrong.
pub fn built(input: &Input, name: &str, profile: Profile) -> Result<PathBuf, String> {
    // Two tests of one binary may want the same gateway.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let runtime = root().join("runtime").to_string_lossy().into_owned();
    let folder = target().join("emitted-tests").join(name);
    write(&Input { runtime: Some(Runtime::From(Origin::Path(runtime))), ..input.clone() }, &folder)?;
    let (profile, output) = match profile {
        Profile::Dev => ("dev", "emitted/debug"),
        Profile::Release => ("release", "emitted/release"),
    };
    match cargo_in(&folder).args(["build", "--quiet", "--profile", profile]).status() {
        Ok(status) if status.success() => Ok(target().join(output).join(name)),
        Ok(status) => Err(format!("the emitted crate of {name} doesn't build: {status}")),
        Err(error) => Err(format!("cargo doesn't start: {error}")),
    }
}

/// Compiles a gateway and builds an example that stands beside its crate, such as one that calls its checks.
///
/// # Errors
/// A sentence that says what went wrong.
pub fn built_example(input: &Input, name: &str, example: &str, source: &str) -> Result<PathBuf, String> {
    let runtime = root().join("runtime").to_string_lossy().into_owned();
    let input = Input { runtime: Some(Runtime::From(Origin::Path(runtime))), ..input.clone() };
    example_of(&compiled(&input)?, name, example, source)
}

/// Builds an example that stands beside the crate of a gateway that is already compiled.
pub(crate) fn example_of(compiled: &Compiled, name: &str, example: &str, source: &str) -> Result<PathBuf, String> {
    let folder = target().join("emitted-tests").join(name);
    settle(compiled, &folder)?;
    let examples = folder.join("examples");
    let file = examples.join(format!("{example}.rs"));
    std::fs::create_dir_all(&examples)
        .and_then(|()| std::fs::write(file, source))
        .map_err(|error| error.to_string())?;
    match cargo_in(&folder).args(["build", "--quiet", "--example", example]).status() {
        Ok(status) if status.success() => {
            // Each crate has one of this name, so it is taken away before the next is built.
            let from = target().join("emitted/debug/examples").join(example);
            let to = target().join("emitted-tests").join(format!("{name}-{example}"));
            std::fs::copy(&from, &to).map_err(|error| error.to_string())?;
            Ok(to)
        }
        Ok(status) => Err(format!("the example of {name} doesn't build: {status}")),
        Err(error) => Err(format!("cargo doesn't start: {error}")),
    }
}

/// A folder for what a test writes before it compiles; what was there stays.
///
/// # Panics
/// Where there is no room.
#[must_use]
pub fn scratch(name: &str) -> PathBuf {
    let folder = target().join("emitted-tests/input").join(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Compiles a gateway into a folder, as `gatewright compile` does.
///
/// # Errors
/// A sentence that says what went wrong.
pub fn write(input: &Input, folder: &Path) -> Result<(), String> {
    settle(&compiled(input)?, folder)
}

fn compiled(input: &Input) -> Result<Compiled, String> {
    let output = compile(input);
    output.compiled.ok_or_else(|| format!("{:?} doesn't compile: {:?}", input.gateway, output.diagnostics))
}

fn settle(compiled: &Compiled, folder: &Path) -> Result<(), String> {
    let once = emit::cargo_lock(&compiled.gateway);
    reconcile(folder, &compiled.files, &once, Mode::Write).map_err(|(path, error)| format!("{path:?}: {error}"))?;
    Ok(())
}

/// The command `gatewright`, built once a test binary.
///
/// # Panics
/// Where it doesn't build.
#[must_use]
pub fn command() -> &'static Path {
    static COMMAND: OnceLock<PathBuf> = OnceLock::new();
    COMMAND.get_or_init(|| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let build = ["build", "--quiet", "--package", "gatewright", "--bin", "gatewright"];
        let built = Command::new(cargo).current_dir(root()).args(build).status();
        assert!(built.is_ok_and(|status| status.success()), "the command doesn't build");
        target().join("debug/gatewright")
    })
}

/// Cargo in the folder of an emitted crate. All of them share what they compile: they have the same dependencies.
#[must_use]
pub fn cargo_in(folder: &Path) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(folder).env("CARGO_TARGET_DIR", target().join("emitted"));
    // Each crate is compiled once or twice: what would make the next time faster only fills the disk, and so does what only
    // a debugger reads.
    command.env("CARGO_INCREMENTAL", "0").env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_PROFILE_DEV_STRIP", "symbols");
    command
}
