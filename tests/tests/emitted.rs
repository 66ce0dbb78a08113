//! The emitted crate as its user gets it: with the runtime's source, in a folder that has nothing to do with this
//! repository.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;

use gatewright::Input;
use gatewright::gateway::{Origin, Runtime};
use gatewright_tests::{cargo_in, root, write};

/// The most lines that the Azure OpenAI gateway may have, without the runtime.
const LINES: usize = 3000;

fn lines(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let count = |path: std::path::PathBuf| {
        if path.is_dir() { lines(&path) } else { fs::read_to_string(path).unwrap().lines().count() }
    };
    entries.map(count).sum()
}

/// Runs cargo in the crate; it must succeed and say nothing, about the vendored runtime either.
fn silent(folder: &Path, arguments: &[&str]) {
    let output = cargo_in(folder).args(arguments).args(["--quiet", "--locked"]).output().expect("cargo starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.trim().is_empty(), "cargo {arguments:?}: {}\n{said}", output.status);
}

#[test]
fn a_crate_with_the_runtime_vendored_builds_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    assert!(!folder.path().starts_with(root()));
    let gateway = root().join("specs/azure-openai/gateway.yaml");
    write(&Input { gateway, runtime: Some(Runtime::Vendored), ..Input::default() }, folder.path()).unwrap();
    let lock = fs::read_to_string(folder.path().join("Cargo.lock")).unwrap();
    silent(folder.path(), &["check"]);
    silent(folder.path(), &["clippy", "--all-targets"]);
    assert_eq!(fs::read_to_string(folder.path().join("Cargo.lock")).unwrap(), lock);
    let count = lines(&folder.path().join("src"));
    assert!(count <= LINES, "{count} lines");
}

/// What a crate is locked to hangs on the features of the runtime, not on where the runtime lies.
#[test]
fn a_crate_is_locked_to_what_it_compiles() {
    let path = Origin::Path(root().join("runtime").to_string_lossy().into_owned());
    for gateway in ["specs/passthrough/gateway.yaml", "tests/gateways/shared/gateway.yaml"] {
        for runtime in [Runtime::Vendored, Runtime::From(path.clone())] {
            let folder = tempfile::tempdir().unwrap();
            let gateway = root().join(gateway);
            write(&Input { gateway, runtime: Some(runtime), ..Input::default() }, folder.path()).unwrap();
            silent(folder.path(), &["metadata", "--format-version", "1"]);
        }
    }
}
