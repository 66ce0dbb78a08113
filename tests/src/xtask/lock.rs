//! The lock file that emitted crates are given: what cargo makes of the workspace's own versions for such a crate. The
//! committed crates get it too.

use std::fs;
use std::process::Command;

use gatewright_tests::root;

use crate::{Outcome, cargo, passes};

/// The features of the runtime: there is a lock file without any, and one for each.
const FEATURES: [&str; 3] = ["bpe", "otel", "redis"];

/// A gateway that needs no features.
const NAME: &str = "passthrough";
const GATEWAY: &str = "specs/passthrough/gateway.yaml";

/// Writes the lock files under `templates/` anew, and those of the committed crates.
pub(crate) fn write() -> Outcome {
    for feature in std::iter::once(None).chain(FEATURES.map(Some)) {
        if !made(feature)? {
            return Ok(false);
        }
    }
    let path = |error: std::io::Error| format!("generated: {error}");
    for name in committed() {
        // The compiler writes a lock file only where there is none.
        fs::remove_file(root().join("generated").join(&name).join("Cargo.lock")).map_err(path)?;
        let file = format!("specs/{name}/gateway.yaml");
        if !passes(&mut cargo(&["run", "--quiet", "--package", "gatewright", "--", "compile", &file]))? {
            return Ok(false);
        }
        // Crates of policies stand in no lock file that the compiler writes.
        let mut metadata = cargo(&["metadata", "--quiet", "--format-version", "1", "--offline"]);
        metadata.current_dir(root().join("generated").join(&name)).output().map_err(path)?;
    }
    Ok(true)
}

/// Writes one lock file, of a gateway whose runtime has this feature.
fn made(feature: Option<&str>) -> Outcome {
    let out = root().join("target/lock");
    let path = |error: std::io::Error| format!("{}: {error}", out.display());
    if out.exists() {
        fs::remove_dir_all(&out).map_err(path)?;
    }
    let out_text = out.display().to_string();
    let gateway = [GATEWAY, "--runtime", "vendored", "--out", &out_text];
    let mut compile = cargo(&["run", "--quiet", "--package", "gatewright", "--", "compile"]);
    if !passes(compile.args(gateway))? {
        return Ok(false);
    }
    if let Some(feature) = feature {
        let (manifest, runtime) = (out.join("Cargo.toml"), "path = \"runtime\"");
        let text = fs::read_to_string(&manifest).map_err(path)?;
        let text = text.replacen(runtime, &format!("{runtime}, features = [\"{feature}\"]"), 1);
        fs::write(&manifest, text).map_err(path)?;
    }
    // Cargo drops what the crate doesn't need and keeps the versions of the rest.
    fs::copy(root().join("Cargo.lock"), out.join("Cargo.lock")).map_err(path)?;
    let mut metadata: Command = cargo(&["metadata", "--quiet", "--format-version", "1"]);
    let metadata = metadata.current_dir(&out).output().map_err(path)?;
    if !metadata.status.success() {
        return Err(String::from_utf8_lossy(&metadata.stderr).into_owned());
    }
    let lock = fs::read_to_string(out.join("Cargo.lock")).map_err(path)?;
    let lock = lock.replacen(&format!("name = \"{NAME}\""), "name = \"gateway\"", 1);
    let file = feature.map_or("Cargo.lock".to_owned(), |feature| format!("Cargo.{feature}.lock"));
    fs::write(root().join("templates").join(file), lock).map_err(path)?;
    Ok(true)
}

/// The crates under `generated/` that have a lock file.
fn committed() -> Vec<String> {
    let folder = root().join("generated").read_dir().into_iter().flatten().flatten();
    let locked = folder.filter(|entry| entry.path().join("Cargo.lock").is_file());
    locked.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}
